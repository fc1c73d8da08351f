import Ajo
import Kernel
import Router

/// A user's savings at a glance.
func dashboardRoutes(_ dashboards: DashboardService) -> [Route] {
  [
    .get("/users/dashboard", permission: .readOwnProfile, summary: "Show your dashboard") {
      caller in DashboardBody(try await dashboards.dashboard(of: caller.userID))
    }
  ]
}

/// A dashboard on the wire.
struct DashboardBody: ResponseBody {
  let dashboard: Dashboard

  init(_ dashboard: Dashboard) {
    self.dashboard = dashboard
  }

  static let shape = Shape<DashboardBody>(
    "Dashboard",
    .money("total_saved") { $0.dashboard.totalSaved },
    .money("total_received") { $0.dashboard.totalReceived },
    .unit("currency") { $0.dashboard.totalSaved.unit },
    .optionalObject("next_payout") { $0.dashboard.nextPayout.map(UpcomingBody.init) },
    .optionalObject("next_contribution") { $0.dashboard.nextContribution.map(UpcomingBody.init) },
    .integer("active_circles") { $0.dashboard.activeCircles },
    .share("on_time_rate") { $0.dashboard.onTimeRate },
    .array("monthly") { $0.dashboard.months.map(MonthBody.init) })
}

/// A turn or a contribution that is to come, on the wire.
struct UpcomingBody: ResponseBody {
  let upcoming: Dashboard.Upcoming

  init(_ upcoming: Dashboard.Upcoming) {
    self.upcoming = upcoming
  }

  static let shape = Shape<UpcomingBody>(
    "DashboardUpcoming",
    .id("circle_id") { $0.upcoming.circleID },
    .string("circle_name") { $0.upcoming.circleName },
    .money("amount") { $0.upcoming.amount },
    .date("due_date") { $0.upcoming.dueDate })
}

/// What a month brought, on the wire.
struct MonthBody: ResponseBody {
  let month: Dashboard.Month

  init(_ month: Dashboard.Month) {
    self.month = month
  }

  static let shape = Shape<MonthBody>(
    "DashboardMonth",
    .string("month") { String($0.month.begins.description.prefix(7)) },
    .money("saved") { $0.month.saved },
    .money("received") { $0.month.received })
}
