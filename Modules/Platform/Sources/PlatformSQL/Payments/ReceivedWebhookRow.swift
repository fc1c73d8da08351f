import Kernel
public import Payments
import Ports
public import Storage

extension PaymentProvider: SQLBindable, SQLDecodable {}
extension ReceivedWebhook.Verdict: SQLBindable, SQLDecodable {}
extension ReceivedWebhook.State: SQLBindable, SQLDecodable {}

extension ReceivedWebhook {
  static let columns: SQL = """
    id, provider, context, type, reference, verdict, state, body, sealed_by, digest, delivery_id,
      deliveries, error, received_at, finished_at
    """

  /// What the keeper knows the body of a row by.
  static func bodyPlace(_ id: ID) -> String { "platform_payment_webhooks.body\0\(id)" }

  init(row: Row, _ keeper: any SecretKeeper) throws {
    let id: ID = try row["id"]
    let body = KeptSecret(octets: try row["body"], keyID: try row["sealed_by"])
    let reference = try row.get("reference", as: String?.self)
    self.init(
      id: id, provider: try row["provider"], context: try row["context"],
      type: try row["type"], reference: reference.flatMap { PaymentReference($0) },
      verdict: try row["verdict"], state: try row["state"],
      body: try keeper.read(body, at: Self.bodyPlace(id)),
      digest: try row["digest"], deliveryID: try row["delivery_id"],
      deliveries: try row["deliveries"], error: try row["error"],
      receivedAt: try row["received_at"], finishedAt: try row["finished_at"])
  }

  /// The same as it waits to be applied again.
  func waiting(as delivery: Identifier<ReceivedWebhook>) -> ReceivedWebhook {
    ReceivedWebhook(
      id: id, provider: provider, context: context, type: type, reference: reference,
      verdict: verdict, state: .received, body: body, digest: digest, deliveryID: delivery,
      deliveries: deliveries, receivedAt: receivedAt)
  }
}
