import ContextKit
import Fleet
import Kernel
import Router

/// The drivers of consumers.
/// - Parameter terms: the terms as administrators have set them now.
func driverRoutes(_ drivers: DriverService, terms: @escaping FleetTermsSource) -> [Route] {
  driverReadingRoutes(drivers) + driverMakingRoutes(drivers)
    + driverChangingRoutes(drivers, terms: terms)
}

private func driverReadingRoutes(_ drivers: DriverService) -> [Route] {
  [
    .get(
      "/drivers", permission: .readFleet,
      summary: "List the drivers of your companies, and yourself, newest first"
    ) { (caller, query: DriverQuery) in
      let found = try await drivers.drivers(
        of: query.companyID, isActive: query.isActive, for: FleetCaller(caller),
        after: query.page.place, limit: query.page.rowsToRead)
      return query.page.of(found) { DriverBody($0) }
    },
    .get(
      "/companies/{id}/drivers", permission: .readFleet,
      summary: "List the drivers of a company, newest first", refusals: [AccessRefusal.self]
    ) { (caller, query: CompanyDriverQuery) in
      let found = try await drivers.drivers(
        in: query.companyID, isActive: query.isActive, for: FleetCaller(caller),
        after: query.page.place, limit: query.page.rowsToRead)
      return query.page.of(found) { DriverBody($0) }
    },
    .get(
      "/drivers/{id}", permission: .readFleet, summary: "Show a driver", otherStatuses: [304],
      refusals: [AccessRefusal.self]
    ) { (caller, path: DriverPath) in
      DriverBody(try await drivers.driver(path.id, for: FleetCaller(caller))).tagged
    },
  ]
}

private func driverMakingRoutes(_ drivers: DriverService) -> [Route] {
  [
    .post(
      "/drivers", permission: .manageFleet, summary: "Add a driver and invite them", status: 201,
      refusals: [AccessRefusal.self, DriverRefusal.self],
      answer: { (made: MadeDriver) in MadeDriverBody(made).created }
    ) { (caller, input: DriverInput, once) in
      try await drivers.create(input.request, by: FleetCaller(caller), once: once)
    }
    // Each is a mail to an address that nobody has confirmed; a large fleet is entered in a day.
    .limited(to: 1_000, inSeconds: 3_600),
    .post(
      "/drivers/{id}/invitation", permission: .manageFleet, summary: "Invite a driver anew",
      status: 201, refusals: [AccessRefusal.self, DriverRefusal.self],
      answer: { (code: DriverCode) in Reply(DriverCodeBody(code), status: 201) }
    ) { (caller, path: DriverPath, once) in
      try await drivers.invite(path.id, by: FleetCaller(caller), once: once)
    }
    .limited(to: 60, inSeconds: 3_600),
  ]
}

private func driverChangingRoutes(
  _ drivers: DriverService, terms: @escaping FleetTermsSource
) -> [Route] {
  [
    .put(
      "/drivers/{id}", permission: .manageFleet, summary: "Replace what you say of a driver",
      refusals: [AccessRefusal.self, DriverRefusal.self],
      reading: { DriverReplacement(from: &$0, standard: terms().defaultMonthlyLimit) }
    ) { (caller, input) in
      DriverBody(
        try await drivers.change(
          input.id, input.change, by: FleetCaller(caller),
          precondition: input.ifMatch.refusing { DriverBody($0) })
      ).tagged
    },
    .patch(
      "/drivers/{id}", permission: .manageFleet, summary: "Change a driver",
      refusals: [AccessRefusal.self, DriverRefusal.self]
    ) { (caller, input: DriverPatch) in
      DriverBody(
        try await drivers.change(
          input.id, input.change, by: FleetCaller(caller),
          precondition: input.ifMatch.refusing { DriverBody($0) })
      ).tagged
    },
    .delete(
      "/drivers/{id}", permission: .manageFleet, summary: "Delete a driver",
      refusals: [AccessRefusal.self, DriverRefusal.self]
    ) { (caller, path: DriverPath) in
      try await drivers.delete(
        path.id, by: FleetCaller(caller), precondition: path.ifMatch.refusing { DriverBody($0) })
      return Reply<NoContent>.noContent
    },
    .put(
      "/drivers/{id}/activate", permission: .manageFleet, summary: "Let a driver be served",
      refusals: [AccessRefusal.self]
    ) { (caller, path: DriverPath) in
      DriverBody(
        try await drivers.setActive(
          true, path.id, by: FleetCaller(caller),
          precondition: path.ifMatch.refusing { DriverBody($0) })
      ).tagged
    },
    .put(
      "/drivers/{id}/deactivate", permission: .manageFleet,
      summary: "Let a driver be served no more", refusals: [AccessRefusal.self]
    ) { (caller, path: DriverPath) in
      DriverBody(
        try await drivers.setActive(
          false, path.id, by: FleetCaller(caller),
          precondition: path.ifMatch.refusing { DriverBody($0) })
      ).tagged
    },
  ]
}
