import AdminResources
import Fleet

private let settlements = [AdminValue("money", "Money"), AdminValue("liters", "Litres")]
private let products = FuelProduct.allCases.map { AdminValue($0.rawValue, $0.rawValue) }

let transactionResource = AdminResource(
  "transactions", "Transaction", plural: "Transactions", table: "fleet_transactions",
  fields: [
    AdminField("id", "Id", .uuid), .ref("account_id", "Account", to: "fleet/accounts"),
    .ref("supplier_company_id", "Supplier", to: "fleet/companies"),
    .ref("consumer_company_id", "Consumer", to: "fleet/companies"),
    .ref("driver_id", "Driver", to: "fleet/drivers"),
    AdminField("driver_name", "Driver's name", .text).personal,
    AdminField("vehicle_number", "Vehicle", .text).nullable,
    .user("initiator_id", "Asked by").nullable, .user("receiver_id", "Asked").nullable,
    .choice(
      "status", "Status",
      [
        AdminValue("pending", "Pending"), AdminValue("approved", "Approved", .good),
        AdminValue("rejected", "Rejected", .bad), AdminValue("cancelled", "Cancelled", .warn),
        AdminValue("expired", "Expired", .warn),
      ]),
    AdminField("amount_liters", "Hundredths of a litre", .int),
    .computed("currency", "Currency", .text),
    .money("price_per_liter", "Price a litre", in: "currency"),
    .money("total_price", "Total", in: "currency"),
    .money("amount_dzd", "Charged", in: "currency"),
    .choice("settlement", "Charged in", settlements),
    .choice("product", "Product", products).nullable,
    AdminField("notes", "Notes", .longText).personal.nullable,
    AdminField("reason", "Reason", .text).nullable, AdminField("flags", "Flags", .text),
    .user("decided_by", "Decided by").nullable,
    AdminField("receipt_number", "Receipt", .text).nullable,
    // Whoever has the code can verify the receipt.
    AdminField("receipt_code", "Receipt's code", .text).secret.nullable,
    AdminField("occurred_at", "Filled", .instant), AdminField("expires_at", "Expires", .instant),
    AdminField("created_at", "Requested", .instant),
    AdminField("completed_at", "Decided", .instant).nullable,
    AdminField("reversed_at", "Reversed", .instant).nullable,
    AdminField("version", "Version", .int),
  ],
  columns: [
    "supplier_company_id", "consumer_company_id", "driver_name", "amount_liters", "total_price",
    "status", "created_at",
  ],
  filters: [
    .init("status"), .init("supplier_company_id"), .init("consumer_company_id"),
    .init("driver_id"),
  ],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "expire", "Let expire", dangerous: true,
      confirm: .init("End this request?", "What it holds on the account is free again."),
      reason: .required, when: ["status": ["pending"]])
  ])

let topUpResource = AdminResource(
  "topups", "Top-up", plural: "Top-ups", table: "fleet_topups",
  fields: [
    AdminField("id", "Id", .uuid), .ref("account_id", "Account", to: "fleet/accounts"),
    .ref("supplier_company_id", "Supplier", to: "fleet/companies"),
    .choice(
      "kind", "Kind",
      [
        AdminValue("payment", "Payment", .good), AdminValue("credit", "Credit", .warn),
        AdminValue("settlement", "Settlement", .good),
      ]),
    AdminField("unit", "Unit", .text), .money("amount", "Amount", in: "unit"),
    .money("balance_after", "Balance after it", in: "unit"),
    AdminField("reference", "Reference", .text).nullable,
    AdminField("note", "Note", .longText).nullable, .user("created_by", "Made by").nullable,
    AdminField("created_at", "Made", .instant),
    AdminField("reversed_at", "Taken back", .instant).nullable,
    AdminField("reversal_reason", "Why taken back", .text).nullable,
  ],
  columns: ["account_id", "kind", "amount", "unit", "reference", "created_at", "reversed_at"],
  filters: [.init("account_id")], sort: .init("-created_at", fields: ["created_at"]))

let receiptResource = AdminResource(
  "receipts", "Receipt", plural: "Receipts", table: "fleet_receipts",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("number", "Number", .text),
    .choice(
      "kind", "Kind",
      [AdminValue("receipt", "Receipt"), AdminValue("credit_note", "Credit note", .warn)]),
    .ref("transaction_id", "Transaction", to: "fleet/transactions"),
    .ref("supplier_company_id", "Supplier", to: "fleet/companies"),
    .ref("consumer_company_id", "Consumer", to: "fleet/companies"),
    AdminField("supplier_name", "Supplier's name", .text),
    AdminField("consumer_name", "Consumer's name", .text),
    AdminField("driver_name", "Driver's name", .text).personal,
    AdminField("vehicle_number", "Vehicle", .text).nullable,
    AdminField("amount_liters", "Hundredths of a litre", .int),
    .computed("currency", "Currency", .text),
    .money("total_price", "Total", in: "currency"),
    .money("amount_dzd", "Charged", in: "currency"),
    .choice("settlement", "Charged in", settlements),
    // Whoever has the code can verify the receipt.
    AdminField("code", "Code", .text).secret,
    // Ids are made one after the other.
    AdminField("issued_at", "Issued", .instant).ordered(by: "id"),
  ],
  columns: ["number", "kind", "supplier_name", "consumer_name", "total_price", "issued_at"],
  filters: [.init("supplier_company_id"), .init("transaction_id")],
  sort: .init("-issued_at", fields: ["issued_at"]))
