import Ajo
import ContextKit
import Jobs
import Kernel
import Ports
import Router

/// What members of circles do among themselves: they write to each other, and propose swaps,
/// replacements and removals; and what reminds them.
struct CirclePeople: Sendable {
  let chat: ChatService
  let proposals: ProposalService
  let reminders: ReminderService
  /// What they ask each other for.
  let actions: ProposalActions

  init(_ environment: ContextEnvironment, store: any CircleStore, users: any UserDirectory) {
    chat = ChatService(store: store, clock: environment.clock, ids: environment.ids)
    proposals = ProposalService(
      store: store, users: users, clock: environment.clock, ids: environment.ids)
    reminders = ReminderService(store: store, clock: environment.clock)
    actions = ProposalActions(store: store)
  }

  /// Adds all that they do in a server.
  func add(to offers: inout Offers, _ circles: CircleService, in zone: TimeZoneRules) {
    offers.routes +=
      chatRoutes(chat) + swapRoutes(proposals, circles) + replacementRoutes(proposals)
      + removalRoutes(proposals)
    offers.jobs += peopleJobs(proposals, reminders)
    // Looks once a day for circles whose own job was lost.
    offers.schedules.append(
      Schedule("ajo.reminders", .daily(at: .hour(9), in: zone)) { _ in RemindMembers() })
    offers.personalData.append(ChatExport(chat: chat))
  }
}

/// Ends votes, and reminds members.
func peopleJobs(_ proposals: ProposalService, _ reminders: ReminderService) -> [JobHandler] {
  [
    JobHandler(EndVote.self) { job, _ in try await proposals.end(job) },
    JobHandler(RemindMembers.self) { job, _ in try await reminders.run(job) },
  ]
}
