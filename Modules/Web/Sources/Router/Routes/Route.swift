public import HTTP
public import Kernel

/// One operation: where it is, who may call it, what it takes, what it answers, and the handler.
public struct Route: Sendable {
  /// The method.
  public let method: HTTPMethod
  /// The pattern of the path; parameters stand in braces: `/users/{id}`.
  public private(set) var path: String
  /// The base path that it was put below, without the `/` at its end; empty where it was not.
  public private(set) var mount = ""
  /// Who may call it.
  public let permission: Permission
  /// What it does: an imperative verb and its object, such as `Rename an API key`.
  public let summary: String
  /// More about it, for the documentation.
  public private(set) var details: String?
  /// The group in which the documentation lists it.
  public private(set) var tag: String?
  /// The pattern under which its requests are counted: its own, or that of the route of which it
  /// is another way in, so that no alias is a way around a limit.
  public private(set) var countedAs: String
  /// How often one caller may use it, unless the configuration says otherwise.
  public private(set) var limit: RateRule?
  /// How it reads its body and what it may answer.
  public private(set) var options: Options
  /// What it takes.
  public let input: InputDescription
  /// What it answers when it succeeds.
  public let output: OutputDescription
  let run: @Sendable (RequestContext, RequestSource) async throws -> HTTPResponse
  /// Refusals that it answers in another way than they do themselves.
  var replacements: [@Sendable (any Error) -> Problem?] = []

  /// How a route reads its body and what it may answer.
  public struct Options: Sendable {
    /// Whether it takes an `Idempotency-Key`.
    public var isIdempotent = false
    /// Whether a form may stand in for the JSON body.
    public var acceptsForm = false
    /// The largest body, in bytes.
    public var bodyLimit = Route.defaultBodyLimit
    /// Whether the router reads the body for the handler, in whatever form it has.
    public var readsRawBody = false
    /// Whether the handler reads the body from the connection itself, under a limit of its own.
    public var leavesBody = false
    /// Whether it looks at no query, so that none is unknown to it: probes add what they like.
    public var ignoresQuery = false
    /// The kinds of refusals it may answer beyond those that follow from its input and permission.
    public var problems: [ProblemKind] = []

    /// Options that suit most routes.
    public init() {}
  }

  /// What a route answers when it succeeds.
  public struct OutputDescription: Sendable {
    /// The status.
    public let status: Int
    /// Other statuses with the same body. 304 among them, without a body, says that the route heeds
    /// `If-None-Match`.
    public let otherStatuses: [Int]
    /// The body; `nil` where there is none or it is not JSON.
    public let schema: Schema?
    /// The media types of the body; empty where there is none.
    public let mediaTypes: [String]
  }

  /// 1 MiB, for those who are signed in.
  public static let defaultBodyLimit = 1 << 20
  /// 64 KiB, for anybody: a form or a token has a few.
  public static let openBodyLimit = 1 << 16

  init(
    method: HTTPMethod, path: String, permission: Permission, summary: String, options: Options,
    input: InputDescription, output: OutputDescription,
    run: @escaping @Sendable (RequestContext, RequestSource) async throws -> HTTPResponse
  ) {
    self.method = method
    self.path = path
    countedAs = path
    self.permission = permission
    self.summary = summary
    self.options = options
    self.input = input
    self.output = output
    self.run = run
  }

  /// The same route below a base path: `/wallet` below `/api/ajo` is `/api/ajo/wallet`. What it
  /// makes is there too: see `Reply.created(_:at:)`.
  public func prefixed(_ base: String) -> Route {
    var base = Substring(base)
    while base.hasSuffix("/") { base.removeLast() }
    var copy = at(path == "/" && !base.isEmpty ? String(base) : base + path)
    copy.mount = base + mount
    return copy
  }

  /// The same route at another path, to serve an alias.
  public func at(_ path: String) -> Route {
    var copy = self
    copy.path = path
    copy.countedAs = path
    return copy
  }

  /// The same route, counted as another way into the route at this path.
  public func counted(as path: String) -> Route {
    var copy = self
    copy.countedAs = path
    return copy
  }

  /// The same route with a limit of its own: so many requests in so many seconds.
  public func limited(
    to requests: Int, inSeconds seconds: Int, by counting: RateRule.Counting = .caller
  ) -> Route {
    var copy = self
    copy.limit = RateRule(
      name: "\(method.rawValue) \(path)", limit: requests, seconds: seconds, by: counting)
    return copy
  }

  /// The same route in a group of the documentation.
  public func tagged(_ tag: String) -> Route {
    var copy = self
    copy.tag = tag
    return copy
  }

  /// The same route without a look at the query, whatever is in it.
  public func ignoringQuery() -> Route {
    var copy = self
    copy.options.ignoresQuery = true
    return copy
  }

  /// The same route with more to read about it.
  public func described(_ details: String) -> Route {
    var copy = self
    copy.details = details
    return copy
  }

  /// The same route, which answers one refusal in another way than the refusal does itself. For
  /// example, a wrong code is 401 at sign-in and 403 elsewhere.
  public func answering<Refusal: Refusing & Equatable>(
    _ refusal: Refusal, with problem: Problem
  ) -> Route {
    var copy = self
    copy.replacements.append { $0 as? Refusal == refusal ? problem : nil }
    if !copy.options.problems.contains(problem.kind) { copy.options.problems.append(problem.kind) }
    return copy
  }

  /// Whether the route reads a body at all.
  public var takesBody: Bool {
    options.isIdempotent || options.readsRawBody || !input.bodyFields.isEmpty
  }

  /// Whether nobody reads the body. One over the limit is refused all the same.
  public var dropsBody: Bool { !takesBody && !options.leavesBody }

  /// The names of the parameters in the path, in order.
  public var parameterNames: [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).compactMap(Self.parameter)
  }

  /// The name of the parameter that a segment of a pattern stands for.
  static func parameter(_ segment: Substring) -> String? {
    guard segment.first == "{", segment.last == "}", segment.utf8.count > 2 else { return nil }
    return String(segment.dropFirst().dropLast())
  }
}
