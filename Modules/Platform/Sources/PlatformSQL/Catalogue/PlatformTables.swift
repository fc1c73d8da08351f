/// The names of the platform's tables that administrators look at, for their declarations.
public enum PlatformTables {
  /// Jobs.
  public static let jobs = "platform_jobs"
  /// What is enqueued again and again.
  public static let schedules = "platform_schedules"
  /// Settings that were ever changed.
  public static let settings = "platform_settings"
  /// Who outside is told of events.
  public static let webhooks = "platform_webhooks"
  /// What is on its way to them, and was.
  public static let webhookDeliveries = "platform_webhook_deliveries"
  /// What payment providers told.
  public static let paymentWebhooks = "platform_payment_webhooks"
  /// Accounts of the ledger.
  public static let accounts = "ledger_accounts"
  /// Transfers of the ledger.
  public static let transfers = "ledger_transfers"
  /// Entries of the ledger: one a side of a transfer.
  public static let entries = "ledger_entries"
}
