import ContextKit
import Fleet
import FleetSQL
import Kernel
import Ports

/// Companies, their members and invitations, and who signs up for Fleet.
struct CompanyArea: FleetArea {
  let companies: CompanyService
  let members: MemberService
  let invitations: InvitationService
  private let registration: RegistrationService
  private let mirror: GrantMirror
  private let leavers: LeaverService
  private let parts: FleetParts

  /// - Parameter drivers: accepts the codes of drivers.
  init(_ parts: FleetParts, drivers: any DriverInvitations) {
    self.parts = parts
    let (store, clock) = (parts.store, parts.environment.clock)
    companies = CompanyService(
      store: store, clock: clock, ids: parts.environment.ids, terms: parts.terms)
    members = MemberService(store: store, users: parts.users, clock: clock)
    invitations = InvitationService(
      store: store, users: parts.users, drivers: drivers, post: parts.post, clock: clock,
      ids: parts.environment.ids)
    registration = RegistrationService(
      store: store, users: parts.users, companies: companies, invitations: invitations,
      clock: clock)
    mirror = GrantMirror(store: store, keeper: parts.grants)
    leavers = LeaverService(store: store, clock: clock)
  }

  func add(to offers: inout Offers) {
    offers.routes +=
      companyRoutes(companies) + memberRoutes(members) + invitationRoutes(invitations)
    offers.registration = fleetRegistration(registration)
    offers.jobs += companyJobs(mirror, leavers)
    if let mailer = parts.mailer {
      offers.jobs.append(
        invitationLetters(
          parts.post, kept: parts.store, by: mailer, clock: parts.environment.clock))
    }
    offers.sealedSecrets.append(
      SealedSecrets("invitations") { [parts] in
        try await parts.store.resealLetters(by: parts.secrets)
      })
    offers.eventSubscribers.append(leaverSubscriber(leavers))
    offers.personalData.append(CompanyExport(store: parts.store, trail: parts.environment.audit))
  }
}
