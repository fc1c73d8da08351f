import AdminResources
import PlatformSQL

/// The ledger, which administrators look at and change by contexts' actions alone.
enum LedgerResources {
  static let accounts = AdminResource(
    "ledger-accounts", "Account", plural: "Accounts", table: PlatformTables.accounts,
    fields: [
      AdminField("id", "Id", .uuid), AdminField("owner_kind", "Kind of owner", .text),
      AdminField("owner_id", "Owner", .uuid), AdminField("code", "Code", .text),
      AdminField("unit", "Unit", .text), .computed("balance", "Balance", .decimal),
      .money("debits_pending", "Debits pending", in: "unit"),
      .money("debits_posted", "Debits posted", in: "unit"),
      .money("credits_pending", "Credits pending", in: "unit"),
      .money("credits_posted", "Credits posted", in: "unit"),
      AdminField("last_sequence", "Entries", .int),
      AdminField("may_overdraw", "May be overdrawn", .bool),
      AdminField("is_closed", "Closed", .bool), AdminField("opened_at", "Opened", .instant),
    ],
    columns: ["code", "owner_kind", "owner_id", "unit", "balance", "last_sequence"],
    filters: [.init("owner_id")], sort: .init("-id", fields: ["id", "owner_id"]),
    related: [.init("entries", "Entries", to: "platform/ledger-entries")])

  static let transfers = AdminResource(
    "ledger-transfers", "Transfer", plural: "Transfers", table: PlatformTables.transfers,
    fields: [
      AdminField("id", "Id", .uuid),
      .ref("debit_account_id", "From", to: "platform/ledger-accounts"),
      .ref("credit_account_id", "To", to: "platform/ledger-accounts"),
      .money("amount", "Amount", in: "unit"), AdminField("unit", "Unit", .text),
      AdminField("kind", "Kind", .text), AdminField("note", "Note", .longText).personal.nullable,
      .choice(
        "step", "Step",
        [
          AdminValue("hold", "Hold"), AdminValue("settle", "Settled", .good),
          AdminValue("void", "Voided"), AdminValue("expire", "Expired", .warn),
        ]
      ).nullable,
      .ref("pending_id", "Ends the hold", to: "platform/ledger-transfers").nullable,
      AdminField("expires_at", "Expires", .instant).nullable,
      AdminField("posted_at", "Posted", .instant),
    ],
    columns: ["posted_at", "kind", "amount", "unit", "debit_account_id", "credit_account_id"],
    filters: [.init("pending_id")], sort: .init("-id", fields: ["id"]))

  static let entries = AdminResource(
    "ledger-entries", "Entry", plural: "Entries", table: PlatformTables.entries, id: .string,
    fields: [
      .ref("account_id", "Account", to: "platform/ledger-accounts"),
      AdminField("sequence", "Number", .int),
      .ref("transfer_id", "Transfer", to: "platform/ledger-transfers"),
      .computed("unit", "Unit", .text), .money("amount", "Amount", in: "unit"),
      .money("balance_after", "Balance after", in: "unit"), AdminField("kind", "Kind", .text),
      AdminField("note", "Note", .longText).personal.nullable,
      AdminField("counterparty_owner_id", "Counterparty", .uuid),
      AdminField("posted_at", "Posted", .instant),
      AdminField("hash", "Hash of the chain", .text).secret,
    ],
    columns: ["sequence", "posted_at", "kind", "amount", "balance_after"],
    filters: [.init("account_id", [.eq])], sort: .init("account_id", fields: ["account_id"]))
}
