import Kernel
public import Router

// Who may do what with what all contexts share: the whole table. Support reads and changes nothing.
extension Permission {
  /// See, read and remove one's own notifications, and choose how one is notified.
  public static let ownNotifications = Permission(
    "platform.notifications.own", .signedIn, keys: true)
  /// See jobs and schedules.
  public static let readJobs = Permission(
    "platform.jobs.read", .anyRole([.admin, .support]), keys: true)
  /// Retry and cancel jobs; run, pause and resume schedules.
  public static let changeJobs = Permission("platform.jobs.change", .anyRole([.admin]), keys: true)
  /// See business time.
  public static let readClock = Permission(
    "platform.clock.read", .anyRole([.admin, .support]), keys: true)
  /// Move business time forward.
  public static let moveClock = Permission("platform.clock.move", .anyRole([.admin]), keys: false)
  /// See webhooks and what was sent to them.
  public static let readWebhooks = Permission(
    "platform.webhooks.read", .anyRole([.admin, .support]), keys: true)
  /// Make, change and remove webhooks, and send again. Their secrets are for people alone.
  public static let changeWebhooks = Permission(
    "platform.webhooks.change", .anyRole([.admin]), keys: false)
  /// See the settings that are changed while servers run.
  public static let readSettings = Permission(
    "platform.settings.read", .anyRole([.admin, .support]), keys: true)
  /// Change those settings.
  public static let changeSettings = Permission(
    "platform.settings.change", .anyRole([.admin]), keys: true)
  /// See the audit trail.
  public static let readLogs = Permission(
    "platform.logs.read", .anyRole([.admin, .support]), keys: true)
  /// See which resources one may look at: besides admin and support, who has a grant for some.
  public static let listResources = Permission("admin.read", .signedIn, keys: true)

  /// See what payment providers told.
  public static let readPayments = Permission(
    "platform.payments.read", .anyRole([.admin, .support]), keys: true)
  /// Have a context act on it again.
  public static let replayPayments = Permission(
    "platform.payments.replay", .anyRole([.admin]), keys: false)

  /// All of them.
  static let ofPlatform = [
    ownNotifications, readJobs, changeJobs, readClock, moveClock, readWebhooks, changeWebhooks,
    readSettings, changeSettings, readLogs, listResources,
    readPayments, replayPayments,
  ]
}

extension OpenPermission {
  /// Tell of payments, as a provider whose signature is checked.
  static let tellPayments = OpenPermission("platform.payments.tell")
  /// Play the payer, or the bank, of the sandbox.
  static let playSandbox = OpenPermission("platform.sandbox.play")
}
