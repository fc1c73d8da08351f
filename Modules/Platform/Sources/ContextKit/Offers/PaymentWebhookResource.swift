public import AdminResources
import PlatformSQL

extension AdminResource {
  /// What payment providers told, as it came, in the database of the context that offers it. A
  /// context with a database of its own offers it besides the platform.
  public static let paymentWebhooks = AdminResource(
    "payment-webhooks", "Payment webhook", plural: "Payment webhooks",
    table: PlatformTables.paymentWebhooks,
    fields: [
      AdminField("id", "Id", .uuid),
      .choice(
        "provider", "Provider",
        [
          AdminValue("paystack", "Paystack"), AdminValue("flutterwave", "Flutterwave"),
          AdminValue("sandbox", "Sandbox"),
        ]),
      AdminField("context", "Context", .text), AdminField("type", "Type", .text).nullable,
      AdminField("reference", "Reference", .text).nullable,
      .choice(
        "verdict", "Verdict",
        [
          AdminValue("verified", "Verified", .good),
          AdminValue("bad_signature", "Bad signature", .bad),
          AdminValue("malformed", "Malformed", .bad),
        ]),
      .choice(
        "state", "State",
        [
          AdminValue("received", "Waiting", .warn), AdminValue("applied", "Applied", .good),
          AdminValue("ignored", "Ignored"), AdminValue("refused", "Refused", .bad),
          AdminValue("failed", "Failed", .bad),
        ]),
      AdminField("body", "Body", .longText).personal,
      AdminField("deliveries", "Times it came", .int),
      AdminField("error", "Error", .longText).nullable,
      AdminField("received_at", "Received", .instant).ordered(by: "id"),
      AdminField("finished_at", "Done with", .instant).nullable,
    ],
    columns: ["received_at", "provider", "type", "reference", "verdict", "state"],
    filters: [.init("state"), .init("reference")],
    sort: .init("-received_at", fields: ["received_at"]),
    actions: [
      AdminAction(
        "replay", "Apply again",
        confirm: .init("Apply it again?", "The context acts on it as if it had just come."),
        when: ["state": ["applied", "failed"]])
    ])
}
