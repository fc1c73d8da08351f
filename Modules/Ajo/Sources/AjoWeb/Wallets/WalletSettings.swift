import Ajo
import RuntimeSettings

/// What administrators change of wallets.
enum WalletSettings {
  private static let notifySender = RuntimeSetting(
    "transfer.notify_sender", .bool, default: true,
    "Whether whoever sends money is notified of it. Each side that is notified costs a transfer "
      + "about a fifth more.")

  private static let notifyRecipient = RuntimeSetting(
    "transfer.notify_recipient", .bool, default: true,
    "Whether whoever gets money from another user is notified of it.")

  /// All of them.
  static var all: [any RuntimeSettingDeclaration] { [notifySender, notifyRecipient] }

  /// Who is notified of transfers now.
  static func notices(_ settings: ContextSettings) -> TransferNotices {
    TransferNotices(sender: settings[notifySender], recipient: settings[notifyRecipient])
  }
}
