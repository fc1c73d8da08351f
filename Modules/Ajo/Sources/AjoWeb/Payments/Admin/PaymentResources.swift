import AdminResources

/// Money that comes in and goes out, as administrators look at it. Each filter and sort has an
/// index of the whole table.
let paymentResources = [
  depositResource, withdrawalResource, differenceResource, bankResource, identityResource,
]

private let depositResource = AdminResource(
  "deposits", "Deposit", plural: "Deposits", table: "ajo_deposits",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"),
    .choice("provider", "Provider", providers),
    AdminField("reference", "Reference", .text),
    .choice(
      "state", "Status",
      [
        AdminValue("pending", "Pending"), AdminValue("succeeded", "Succeeded", .good),
        AdminValue("failed", "Failed", .warn), AdminValue("abandoned", "Abandoned"),
        AdminValue("mismatch", "Mismatch", .bad),
      ]),
    .money("amount", "Amount", in: "currency"), AdminField("currency", "Currency", .text),
    .money("paid_amount", "Paid", in: "paid_currency").nullable,
    AdminField("paid_currency", "Paid in", .text).nullable,
    AdminField("provider_reference", "Provider's reference", .text).nullable,
    AdminField("reason", "Reason", .text).nullable,
    AdminField("settlement", "Settlement", .text).nullable,
    // Ids are made one after the other.
    AdminField("created_at", "Begun", .instant).ordered(by: "id"),
    AdminField("ended_at", "Ended", .instant).nullable,
  ],
  columns: ["user_id", "provider", "amount", "currency", "state", "created_at"],
  filters: [.init("state"), .init("user_id"), .init("reference")],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "settle", "Settle", dangerous: true,
      confirm: .init("Settle this deposit?", "What was paid is credited, refunded or ignored."),
      reason: .required,
      input: [
        AdminField("action", "Action", .enum).among([
          AdminValue("credit_paid", "Credit what was paid"),
          AdminValue("refund", "Refund what was paid"), AdminValue("ignore", "Ignore"),
        ]).required
      ], when: ["state": ["mismatch"]])
  ])

private let withdrawalResource = AdminResource(
  "withdrawals", "Withdrawal", plural: "Withdrawals", table: "ajo_withdrawals",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"),
    .ref("bank_account_id", "Bank account", to: "ajo/banks"),
    .choice("provider", "Provider", providers),
    AdminField("reference", "Reference", .text),
    .choice(
      "state", "Status",
      [
        AdminValue("held", "Held"), AdminValue("submitted", "Submitted", .warn),
        AdminValue("paid", "Paid", .good), AdminValue("returned", "Returned", .bad),
      ]),
    .money("amount", "Amount", in: "currency"), .money("fee", "Fee", in: "currency"),
    AdminField("currency", "Currency", .text),
    AdminField("returned", "Returned because", .text).nullable,
    AdminField("reason", "Reason", .text).nullable,
    AdminField("created_at", "Begun", .instant).ordered(by: "id"),
    AdminField("ended_at", "Ended", .instant).nullable,
  ],
  columns: ["user_id", "amount", "currency", "state", "created_at"],
  filters: [.init("state"), .init("user_id"), .init("reference")],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "retry", "Send out again", reason: .required, when: ["state": ["held", "submitted"]]),
    AdminAction(
      "return", "Return to the wallet", dangerous: true,
      confirm: .init(
        "Return this withdrawal?", "The provider is asked first. The money is released."),
      reason: .required, when: ["state": ["held", "submitted"]]),
  ])

private let differenceResource = AdminResource(
  "reconciliation", "Difference", plural: "Differences", table: "ajo_differences",
  fields: [
    AdminField("id", "Id", .uuid), .choice("provider", "Provider", providers),
    AdminField("day", "Day", .date),
    .choice(
      "kind", "Kind",
      [
        AdminValue("missing_here", "Missing here", .bad),
        AdminValue("missing_there", "Missing there", .bad),
        AdminValue("amount_differs", "Amount differs", .bad),
        AdminValue("state_differs", "Status differs", .warn),
      ]),
    AdminField("reference", "Reference", .text).nullable,
    AdminField("provider_reference", "Provider's reference", .text).nullable,
    .money("our_amount", "Ours", in: "our_currency").nullable,
    AdminField("our_currency", "Our currency", .text).nullable,
    .money("their_amount", "Theirs", in: "their_currency").nullable,
    AdminField("their_currency", "Their currency", .text).nullable,
    AdminField("our_state", "Our status", .text).nullable,
    AdminField("their_state", "Their status", .text).nullable,
    AdminField("is_open", "Open", .bool),
    AdminField("found_at", "Found", .instant).ordered(by: "id"),
    AdminField("closed_at", "Closed", .instant).nullable,
    .user("closed_by", "Closed by").nullable,
    AdminField("close_reason", "Why closed", .text).nullable,
  ],
  columns: ["provider", "day", "kind", "reference", "our_amount", "their_amount", "is_open"],
  filters: [.init("day", [.eq, .gte, .lte]), .init("is_open", [.eq])],
  sort: .init("-found_at", fields: ["found_at"]),
  actions: [AdminAction("close", "Close", reason: .required, when: ["is_open": ["true"]])])

private let bankResource = AdminResource(
  "banks", "Bank account", plural: "Bank accounts", table: "ajo_bank_accounts",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"),
    AdminField("bank_name", "Bank", .text), AdminField("bank_code", "Bank's code", .text),
    AdminField("account_number", "Number", .phone).personal,
    AdminField("account_name", "Holder", .text).personal.nullable,
    .choice(
      "state", "Status",
      [
        AdminValue("pending", "Pending", .warn), AdminValue("verified", "Verified", .good),
        AdminValue("rejected", "Rejected", .bad),
      ]),
    AdminField("is_primary", "Primary", .bool),
    AdminField("created_at", "Linked", .instant).ordered(by: "id"),
    AdminField("removed_at", "Unlinked", .instant).nullable,
  ],
  columns: ["user_id", "bank_name", "account_name", "state", "created_at"],
  filters: [.init("state"), .init("user_id")],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "decide", "Decide", reason: .required,
      input: [
        AdminField("status", "Status", .enum).among([
          AdminValue("verified", "Verified", .good), AdminValue("rejected", "Rejected", .bad),
        ]).required
      ], when: ["state": ["pending"]])
  ])

private let identityResource = AdminResource(
  "kyc", "Identity check", plural: "Identity checks", table: "ajo_identity_checks",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"),
    AdminField("document", "Document", .text),
    AdminField("last_four", "Number's end", .text).personal,
    AdminField("number", "Number", .text).secret.nullable,
    .choice(
      "state", "Status",
      [
        AdminValue("pending", "Pending", .warn), AdminValue("verified", "Verified", .good),
        AdminValue("rejected", "Rejected", .bad),
      ]),
    AdminField("reason", "Reason", .text).nullable,
    AdminField("created_at", "Asked for", .instant).ordered(by: "id"),
    AdminField("decided_at", "Decided", .instant).nullable,
  ],
  columns: ["user_id", "document", "state", "created_at"],
  filters: [.init("state"), .init("user_id")],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "decide", "Decide", dangerous: true, reason: .required,
      input: [
        AdminField("status", "Status", .enum).among([
          AdminValue("verified", "Verified", .good), AdminValue("rejected", "Rejected", .bad),
          AdminValue("none", "Not known"),
        ]).required
      ])
  ])

private let providers = [
  AdminValue("paystack", "Paystack"), AdminValue("flutterwave", "Flutterwave"),
  AdminValue("sandbox", "Sandbox"),
]
