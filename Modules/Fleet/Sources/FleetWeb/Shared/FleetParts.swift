import ContextKit
import Fleet
import FleetSQL
import Kernel
import Ports

/// What every area of Fleet is made of.
struct FleetParts: Sendable {
  let environment: ContextEnvironment
  let store: SQLFleetStore
  let users: any UserDirectory
  /// Redeems the codes by which users show who they are.
  let codes: any UserCodeRedeemer
  /// What keeps grants; nil where nothing does.
  let grants: (any GrantKeeper)?
  /// What sends mails; nil where none are sent.
  let mailer: (any Mailer)?
  /// Counts what happens.
  let metrics: FleetMetrics
  /// Makes the codes of invitations, and has them mailed.
  let post: InvitationPost
  /// Seals the codes in letters that wait.
  let secrets: any SecretKeeper

  /// - Throws: `AssemblyError` where a port is missing.
  init(_ environment: ContextEnvironment) throws {
    self.environment = environment
    metrics = FleetMetrics(in: environment.metrics)
    store = SQLFleetStore(work: environment.work, watcher: metrics)
    users = try environment.require(UsersPort.self)
    codes = try environment.require(UserCodesPort.self)
    grants = try environment.optional(GrantsPort.self)
    mailer = try environment.optional(MailerPort.self)
    secrets = try environment.optional(SecretKeeperPort.self) ?? PlainSecrets()
    post = InvitationPost(
      random: environment.random, secrets: secrets,
      areSent: mailer != nil, terms: FleetSettings.source(in: environment.settings))
  }

  /// The terms as administrators have set them now.
  var terms: FleetTermsSource { FleetSettings.source(in: environment.settings) }
}
