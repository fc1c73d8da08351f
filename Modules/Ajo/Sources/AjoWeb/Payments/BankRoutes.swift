public import Ajo
public import Kernel
import Payments
import Ports
import Router

/// The bank accounts of users: who may call what.
func bankRoutes(_ banks: BankService) -> [Route] {
  [
    .get(
      "/banks", permission: .readOwnWallet, summary: "List your bank accounts, newest first"
    ) { (caller, query: BankQuery) in
      let found = try await banks.banks(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { BankBody($0) }
    },
    .get(
      "/banks/directory", permission: .readOwnWallet,
      summary: "List the banks that money can go to, by code",
      refusals: [ProviderUnavailable.self]
    ) { (_, query: DirectoryQuery) in
      let found = try await banks.directory(
        after: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { DirectoryBody($0) }
    },
    .post(
      "/banks/resolve", permission: .changeOwnBanks,
      summary: "Look up whose a bank account is",
      refusals: [BankRefusal.self, ProviderUnavailable.self, NotFound.self]
    ) { (caller, input: BankInput) in
      let (bank, name) = try await banks.resolve(input.account, for: caller.userID)
      return ResolvedBody(account: input.account, bank: bank, name: name)
    }.limited(to: 20, inSeconds: 60),
    .post(
      "/banks", permission: .changeOwnBanks, summary: "Link a bank account", status: 201,
      refusals: [
        BankRefusal.self, ProviderUnavailable.self, NotFound.self, UserLeaving.self,
      ],
      answer: { (bank: LinkedBank) in Reply.created(BankBody(bank), at: "/banks/\(bank.id)") }
    ) { (caller, input: BankInput, once) in
      try await banks.link(input.account, for: caller.userID, once: once)
    }.limited(to: 20, inSeconds: 60),
    .get(
      "/banks/{id}", permission: .readOwnWallet, summary: "Show one of your bank accounts",
      otherStatuses: [304], refusals: [BankRefusal.self]
    ) { (caller, path: RecordPath<LinkedBank>) in
      BankBody(try await banks.bank(path.id, of: caller.userID)).tagged
    },
    .put(
      "/banks/{id}/primary", permission: .changeOwnBanks,
      summary: "Make a bank account your primary one", refusals: [BankRefusal.self]
    ) { (caller, path: RecordPath<LinkedBank>) in
      BankBody(try await banks.makePrimary(path.id, of: caller.userID)).tagged
    },
    .delete(
      "/banks/{id}", permission: .changeOwnBanks, summary: "Unlink a bank account",
      refusals: [BankRefusal.self]
    ) { (caller, path: RecordPath<LinkedBank>) in
      try await banks.unlink(path.id, of: caller.userID)
      return Reply<NoContent>.noContent
    },
  ]
}

extension ProblemKind {
  /// 409: the user has linked it.
  static let bankAlreadyLinked = ProblemKind(
    status: 409, code: "bank_already_linked", title: "You have linked this bank account")
  /// 409: a withdrawal to it is under way.
  static let bankInUse = ProblemKind(
    status: 409, code: "bank_in_use", title: "A withdrawal to this account is under way")
  /// 409: there are too many.
  static let tooManyBanks = ProblemKind(
    status: 409, code: "too_many_banks", title: "You have too many bank accounts")
  /// 409: somebody has decided.
  static let alreadyDecided = ProblemKind(
    status: 409, code: "already_decided", title: "It is decided already")
}

extension BankRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .unknownBank:
      Self.invalid("bank_code", "unknown_bank", "No bank has this code: see /banks/directory.")
    case .unknownAccount:
      Self.invalid("account_number", "unknown_account", "The bank has no such account.")
    case .alreadyLinked: Problem(.bankAlreadyLinked, detail: "An account is linked once.")
    case .tooMany:
      Problem(.tooManyBanks, detail: "At most \(BankService.most) can be linked.")
    case .inUse: Problem(.bankInUse, detail: "Wait until the withdrawal has arrived.")
    case .alreadyDecided: Problem(.alreadyDecided, detail: "This account was decided on.")
    }
  }

  private static func invalid(_ field: String, _ code: String, _ message: String) -> Problem {
    Problem(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}

/// The query of `GET /banks`.
struct BankQuery: RequestInput {
  let page: PageRequest<LinkedBank, LinkedBank.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.banks", by: \.id)
  }
}

/// The query of `GET /banks/directory`.
struct DirectoryQuery: RequestInput {
  let page: PageRequest<Bank, String>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.banks.directory", by: \.code)
  }
}

/// The body of `POST /banks` and `POST /banks/resolve`.
struct BankInput: RequestInput {
  let account: BankAccount

  init(from fields: inout RequestFields) {
    account = BankAccount(
      bankCode: fields.body("bank_code", .string(length: 1...20, of: .alphanumerics)),
      number: fields.body("account_number", .string(length: 10...10, of: .digits)))
  }
}

/// A linked account on the wire.
struct BankBody: ResponseBody {
  let bank: LinkedBank

  init(_ bank: LinkedBank) { self.bank = bank }

  static let shape = Shape<BankBody>(
    "BankAccount",
    .id("id") { $0.bank.id },
    .string("bank_code") { $0.bank.account.bankCode },
    .string("bank_name") { $0.bank.bankName },
    .string("account_number") { $0.bank.account.number },
    .optionalString("account_name") { $0.bank.accountName },
    .bool("is_primary") { $0.bank.isPrimary },
    .enumeration("status") { $0.bank.state },
    .instant("created_at") { $0.bank.createdAt })

  /// The body with its version.
  var tagged: Reply<BankBody> { Reply.ok(self).etag(ETag(version: bank.version)) }
}

/// A bank on the wire.
struct DirectoryBody: ResponseBody {
  let bank: Bank

  init(_ bank: Bank) { self.bank = bank }

  static let shape = Shape<DirectoryBody>(
    "Bank", .string("code") { $0.bank.code }, .string("name") { $0.bank.name })
}

/// Whose an account is, on the wire.
struct ResolvedBody: ResponseBody {
  let account: BankAccount
  let bank: Bank
  let name: AccountName

  static let shape = Shape<ResolvedBody>(
    "ResolvedBankAccount",
    .string("bank_code") { $0.bank.code },
    .string("bank_name") { $0.bank.name },
    .string("account_number") { $0.account.number },
    .string("account_name") { $0.name.text })
}
