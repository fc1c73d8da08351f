import HTTP

/// A route, and who is answered what.
struct MatrixLine: Sendable, CustomStringConvertible {
  let method: HTTPMethod
  /// The path below the mount, with what stands for ids in braces: `MatrixStage.names`.
  let path: String
  /// JSON, with names in braces as the path has them, between `<` and `>`.
  let body: String?
  /// A letter for each of `MatrixStage.Asker`: `y` succeeds, `c` is shown a card, `f` is 403, `n`
  /// is 404, `k` is 409, `-` is not asked. Blanks do not count.
  let verdicts: String
  /// What who is not signed in is answered.
  let anonymous: Int

  init(
    _ method: HTTPMethod, _ path: String, _ verdicts: String, _ body: String? = nil,
    anonymous: Int = 401
  ) {
    (self.method, self.path, self.verdicts, self.body) = (method, path, verdicts, body)
    self.anonymous = anonymous
  }

  /// The route that it asks: the method, and the path with whatever stands for ids left out.
  var route: String { Self.route(method, path) }

  /// A route as lines and tables of routes have it alike.
  static func route(_ method: HTTPMethod, _ path: String) -> String {
    let words = path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : $0 }
    return "\(method) /\(words.joined(separator: "/"))"
  }

  var description: String { "\(method) \(path) \(body ?? "")" }
}

/// The contract's table, a line a route. The columns: viewer, operator, manager and owner of the
/// consumer; the driver whom it is about; a manager and a viewer of the supplier, with which the
/// consumer has an account; somebody who owns another company, who drives for another, and who is
/// nothing; support and admin.
enum MatrixLines {
  static let all =
    companies + members + drivers + accounts + transactions + receipts + codes + administration
    + lists

  static let companies = [
    //                                            consumer drives supplier stranger staff
    MatrixLine(.get, "/companies/{consumer}", "    yyyy     c      cc       nnn      yy"),
    MatrixLine(.get, "/companies/{supplier}", "    cccc     c      yy       ccc      yy"),
    MatrixLine(.put, "/companies/{consumer}", "ffyy f nn nnn fy", companyBody),
    MatrixLine(.patch, "/companies/{consumer}", "ffyy f nn nnn fy", #"{"name":"B"}"#),
    MatrixLine(.patch, "/companies/{supplier}", "nnnn n yf nnn fy", #"{"name":"B"}"#),
    MatrixLine(.delete, "/companies/{idle}", "fffy f nn nnn ff"),
    MatrixLine(.get, "/companies/{nobody}", "nnnn n nn nnn nn"),
    MatrixLine(.delete, "/companies/{nobody}", "nnnn n nn nnn nn"),
    MatrixLine(.get, "/companies/{consumer}/drivers", "yyyy f nn nnn yy"),
    MatrixLine(.get, "/companies/{consumer}/transactions", "yyyy f nn nnn yy"),
    MatrixLine(.get, "/companies/{supplier}/transactions", "nnnn n yy nnn yy"),
    MatrixLine(.get, "/companies/{consumer}/statistics", "yyyy f nn nnn yy"),
    MatrixLine(.get, "/companies/{supplier}/statistics", "nnnn n yy nnn yy"),
    MatrixLine(.get, "/companies/{nobody}/statistics", "nnnn n nn nnn nn"),
    // Whoever owns none may make one, whatever else they are.
    MatrixLine(.post, "/companies", "yyyk y yy kyy yy", newCompany),
  ]

  static let members = [
    MatrixLine(.get, "/companies/{consumer}/members", "yyyy f nn nnn yy"),
    MatrixLine(.get, "/companies/{supplier}/members", "nnnn n yy nnn yy"),
    MatrixLine(.put, member, "ffyy f nn nnn fy", #"{"role":"operator"}"#),
    MatrixLine(.put, member, "fffy f nn nnn ff", #"{"role":"manager"}"#),
    MatrixLine(.put, member, "fffy f nn nnn ff", #"{"role":"owner"}"#),
    MatrixLine(.delete, member, "ffyy f nn nnn fy"),
    MatrixLine(.delete, "/companies/{consumer}/members/{second_manager}", "fffy f nn nnn ff"),
    MatrixLine(.delete, "/companies/{consumer}/members/{nobody}", "ffnn f nn nnn fn"),
    // Everybody may leave but the owner.
    MatrixLine(.delete, "/companies/{consumer}/members/{me}", "yyyk f nn nnn fn"),
    MatrixLine(.get, "/companies/{consumer}/invitations", "ffyy f nn nnn yy"),
    MatrixLine(.post, "/companies/{consumer}/invitations", "ffyy f nn nnn fy", guest("viewer")),
    MatrixLine(.post, "/companies/{consumer}/invitations", "fffy f nn nnn ff", guest("manager")),
    MatrixLine(.delete, "/companies/{consumer}/invitations/{invitation}", "ffyy f nn nnn fy"),
    MatrixLine(.delete, "/companies/{supplier}/invitations/{invitation}", "nnnn n nf nnn fn"),
    MatrixLine(.post, "/invitations/accept", "nnnn n nn nnn nn", #"{"code":"NONSENSE"}"#),
  ]

  static let drivers = [
    MatrixLine(.get, "/drivers/{driver}", "yyyy y nn nnn yy"),
    MatrixLine(.get, "/drivers/{colleague}", "yyyy n nn nnn yy"),
    MatrixLine(.get, "/drivers/{driver}/consumption", "yyyy y nn nnn yy"),
    MatrixLine(.get, "/drivers/{colleague}/consumption", "yyyy n nn nnn yy"),
    MatrixLine(.post, "/drivers", "ffyy f nn nnn fy", newDriver),
    MatrixLine(.put, "/drivers/{driver}", "ffyy f nn nnn fy", driverBody),
    MatrixLine(.put, "/drivers/{colleague}", "ffyy n nn nnn fy", driverBody),
    MatrixLine(.patch, "/drivers/{driver}", "ffyy f nn nnn fy", #"{"name":"B"}"#),
    MatrixLine(.patch, "/drivers/{driver}", "ffyy y nn nnn fy", #"{"phone_number":"021"}"#),
    MatrixLine(.patch, "/drivers/{colleague}", "ffyy n nn nnn fy", #"{"phone_number":"021"}"#),
    MatrixLine(.put, "/drivers/{driver}/activate", "ffyy f nn nnn fy"),
    MatrixLine(.put, "/drivers/{driver}/deactivate", "ffyy f nn nnn fy"),
    MatrixLine(.get, "/drivers/{nobody}", "nnnn n nn nnn nn"),
    MatrixLine(.post, "/drivers/{colleague}/invitation", "ffyy n nn nnn fy", "{}"),
    MatrixLine(.delete, "/drivers/{colleague}", "ffyy n nn nnn fy"),
  ]

  static let accounts = [
    MatrixLine(.get, "/accounts/{account}", "yyyy n yy nnn yy"),
    MatrixLine(
      .post, "/accounts", "ffyy n ff nnn ff",
      #"{"supplier_company_id":"<supplier>","consumer_company_id":"<consumer>"}"#),
    MatrixLine(.patch, "/accounts/{account}", "ffyy n ff nnn ff", #"{"low_balance_money":"5.00"}"#),
    MatrixLine(.patch, "/accounts/{account}", "ffff n yf nnn ff", #"{"is_active":false}"#),
    MatrixLine(.get, "/accounts/{account}/topups", "yyyy n yy nnn yy"),
    MatrixLine(
      .post, "/accounts/{account}/topups", "ffff n yf nnn ff",
      #"{"unit":"money","kind":"payment","amount":"1.00"}"#),
    MatrixLine(
      .post, "/accounts/{account}/topups/{topup}/reverse", "ffff n yf nnn ff",
      #"{"reason":"r"}"#),
  ]

  static let transactions = [
    MatrixLine(.get, "/transactions/{request}", "yyyy y yy nnn yy"),
    // The supplier's side has others to ask.
    MatrixLine(.post, "/transactions", "fyyy y -f nnn ff", newRequest),
    MatrixLine(.put, "/transactions/{request}/approve", "ffff f yf nnn ff", "{}"),
    MatrixLine(.put, "/transactions/{request}/reject", "ffff f yf nnn ff", "{}"),
    MatrixLine(.put, "/transactions/{request}/cancel", "ffyy y ff nnn ff", "{}"),
    MatrixLine(.post, "/transactions/{sale}/reverse", "ffff f yf nnn ff", #"{"reason":"r"}"#),
    MatrixLine(.get, "/transactions/{colleagues_request}", "yyyy n yy nnn yy"),
    MatrixLine(.put, "/transactions/{colleagues_request}/cancel", "fyyy n ff nnn ff", "{}"),
    MatrixLine(.put, "/transactions/{colleagues_request}/approve", "ffff n yf nnn ff", "{}"),
    MatrixLine(.get, "/transactions/{nobody}", "nnnn n nn nnn nn"),
  ]

  static let receipts = [
    MatrixLine(.get, "/transactions/{sale}/receipt", "yyyy y yy nnn yy"),
    MatrixLine(.post, "/transactions/{sale}/receipt", "yyyy y yy nnn yy"),
    MatrixLine(.get, "/transactions/{request}/receipt", "kkkk k kk nnn kk"),
    MatrixLine(.get, "/transactions/{colleagues_request}/receipt", "kkkk n kk nnn kk"),
    MatrixLine(.get, "/receipts/{receipt}/verify", "yyyy y yy yyy yy", anonymous: 200),
    MatrixLine(.get, "/receipts/{nobody}/verify", "nnnn n nn nnn nn", anonymous: 404),
  ]

  /// Who is not on the other side is nobody; who serves nobody and drives for nobody scans none.
  static let codes = [
    MatrixLine(.post, "/qr/scan", "fnnn n yf nnf ff", #"{"payload":"code-of-driver"}"#),
    MatrixLine(.post, "/qr/scan", "fyyy y nf nnf ff", #"{"payload":"code-of-attendant"}"#),
  ]

  /// What administrators alone do.
  static let administration =
    ["companies/{consumer}", "drivers/{driver}"].flatMap { record in
      ["activate", "deactivate"].map {
        MatrixLine(.post, "/admin/\(record)/\($0)", "ffff f ff fff fy", reason)
      }
    } + [
      MatrixLine(.post, "/admin/transactions/{request}/expire", "ffff f ff fff fy", reason),
      MatrixLine(.post, "/admin/transactions/{nobody}/expire", "ffff f ff fff fn", reason),
      MatrixLine(
        .post, "/admin/companies/{consumer}/hand_over", "ffff f ff fff fy",
        #"{"user_id":"<member>","reason":"as agreed"}"#),
      MatrixLine(.post, "/admin/companies/{nobody}/activate", "ffff f ff fff fn", reason),
    ]

  /// Everybody has lists, with what is theirs.
  static let lists =
    [
      "/companies", "/drivers", "/accounts", "/transactions", "/transactions/pending",
      "/transactions/history",
    ].map { MatrixLine(.get, $0, "yyyy y yy yyy yy") } + [
      MatrixLine(.post, "/sync", "yyyy y yy yyy yy", #"{"since":null,"changes":[]}"#)
    ]

  /// Topics, with what stands for ids in braces, and who may follow them: `y` or `n`.
  static let topics = [
    ("fleet.company:{consumer}", "yyyy n nn nnn yy"),
    ("fleet.company:{supplier}", "nnnn n yy nnn yy"),
    ("fleet.company:{nobody}", "nnnn n nn nnn nn"),
    ("fleet.transaction:{request}", "yyyy y yy nnn yy"),
    ("fleet.transaction:{sale}", "yyyy y yy nnn yy"),
    ("fleet.transaction:{colleagues_request}", "yyyy n yy nnn yy"),
    ("fleet.transaction:{nobody}", "nnnn n nn nnn nn"),
  ]

  private static let member = "/companies/{consumer}/members/{member}"
  private static let reason = #"{"reason":"as agreed"}"#
  private static let newCompany = """
    {"name":"N","type":"supplier","address":"1","phone_number":"2"}
    """
  private static let driverBody = """
    {"name":"B","email":"b@example.com","license_number":"L-2"}
    """
  private static let companyBody = #"{"name":"B","address":"2","phone_number":"3"}"#
  private static let newDriver = """
    {"consumer_company_id":"<consumer>","name":"D","email":"d@example.com","license_number":"new"}
    """
  private static let newRequest = """
    {"receiver_id":"<attendant>","driver_id":"<driver>","supplier_company_id":"<supplier>",
     "consumer_company_id":"<consumer>","amount_liters":"1.00","price_per_liter":"10.00"}
    """

  private static func guest(_ role: String) -> String {
    #"{"email":"guest@example.com","role":"\#(role)"}"#
  }
}
