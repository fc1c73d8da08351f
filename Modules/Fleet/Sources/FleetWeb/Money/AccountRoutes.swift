import ContextKit
import Fleet
import Kernel
import Router

/// Accounts of consumers at suppliers.
func accountRoutes(_ accounts: AccountService) -> [Route] {
  [
    .get(
      "/accounts", permission: .readFleet, summary: "List your companies' accounts, newest first"
    ) { (caller, query: AccountQuery) in
      let found = try await accounts.accounts(
        for: FleetCaller(caller), with: query.companyID, before: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { AccountBody($0) }
    },
    .post(
      "/accounts", permission: .manageFleet, summary: "Open an account with a supplier",
      status: 201, refusals: [AccessRefusal.self, AccountRefusal.self],
      answer: { (opened: AccountService.Opened) in
        let body = AccountBody(opened.view)
        let reply = Reply.created(body, at: "/accounts/\(opened.view.account.id)")
        return (opened.isNew ? reply : reply.status(200)).etag(ETag(of: body))
      }
    ) { (caller, input: AccountInput, once) in
      try await accounts.open(
        at: input.supplierID, for: input.consumerID, by: FleetCaller(caller), once: once)
    },
    .get(
      "/accounts/{id}", permission: .readFleet, summary: "Show an account",
      otherStatuses: [304], refusals: [AccessRefusal.self]
    ) { (caller, path: RecordPath<FuelAccount>) in
      AccountBody(try await accounts.account(path.id, for: FleetCaller(caller))).tagged
    },
    .patch(
      "/accounts/{id}", permission: .manageFleet,
      summary: "Suspend an account, or set the mark below which its balance is low",
      refusals: [AccessRefusal.self]
    ) { (caller, input: AccountPatch) in
      let view = try await accounts.change(
        input.id, input.change, by: FleetCaller(caller),
        precondition: input.ifMatch.refusing { AccountBody($0) })
      return AccountBody(view).tagged
    },
  ]
}

/// The query of `GET /accounts`.
struct AccountQuery: RequestInput {
  let companyID: Company.ID?
  let page: PageRequest<AccountView, FuelAccount.ID>

  init(from fields: inout RequestFields) {
    companyID = fields.query("company_id", .id(of: Company.self))
    page = fields.page("fleet.accounts", by: \.account.id)
  }
}

/// The body of `POST /accounts`.
struct AccountInput: RequestInput {
  let supplierID: Company.ID
  let consumerID: Company.ID

  init(from fields: inout RequestFields) {
    supplierID = fields.body("supplier_company_id", .id(of: Company.self))
    consumerID = fields.body("consumer_company_id", .id(of: Company.self))
  }
}

/// The path, condition and body of `PATCH /accounts/{id}`.
struct AccountPatch: RequestInput {
  let id: FuelAccount.ID
  let ifMatch: IfMatch?
  let change: AccountService.Change

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelAccount.self))
    ifMatch = fields.ifMatch()
    let isActive = fields.optionalBody("is_active", .bool)
    let lowBalance = fields.patchBody(
      "low_balance_money", .money(.dinar, in: 0...Money.largestTransfer))
    change = AccountService.Change(
      isActive: isActive,
      lowBalance: lowBalance.isPresent ? .some(lowBalance.applied(to: nil)) : nil)
  }
}

/// An account on the wire.
struct AccountBody: ResponseBody {
  let view: AccountView

  init(_ view: AccountView) {
    self.view = view
  }

  static let shape = Shape<AccountBody>(
    "FleetAccount",
    .id("id") { $0.view.account.id },
    .id("supplier_company_id") { $0.view.account.supplierID },
    .string("supplier_company_name") { $0.view.account.supplierName },
    .id("consumer_company_id") { $0.view.account.consumerID },
    .string("consumer_company_name") { $0.view.account.consumerName },
    .bool("is_active") { $0.view.account.isActive },
    .money("balance_money") { $0.view.money.balance },
    .money("held_money") { $0.view.money.held },
    .money("available_money") { $0.view.money.available },
    .money("owed_money") { $0.view.money.owed },
    .money("balance_liters") { $0.view.liters.balance },
    .money("held_liters") { $0.view.liters.held },
    .money("available_liters") { $0.view.liters.available },
    .money("owed_liters") { $0.view.liters.owed },
    .optionalMoney("low_balance_money") { $0.view.account.lowBalance },
    .integer("version") { $0.view.account.version },
    .instant("created_at") { $0.view.account.createdAt },
    .instant("updated_at") { $0.view.account.updatedAt })

  /// The body with its tag, which changes with what is on the account.
  var tagged: Reply<AccountBody> { Reply.ok(self).etag(ETag(of: self)) }
}
