public import Ajo
import Documents
import HTTP
public import Kernel
import Router

/// A statement of a user's wallet, in the form that they ask for. It is sent as it is read.
func statementRoutes(_ statements: StatementService, _ press: DocumentPress) -> [Route] {
  [
    .raw(
      .get, "/wallet/statement", permission: .readOwnWallet,
      summary: "Download a statement of your wallet",
      mediaTypes: StatementFormat.allCases.map(\.mediaType), refusals: [StatementRefusal.self]
    ) { (caller, query: StatementQuery) in
      let statement = try await statements.statement(
        of: caller.userID, over: try statements.period(from: query.from, to: query.to))
      return try await answer(statement, as: query.format, from: statements, press)
    }
    .described(
      "The days from `from` to `to`, both included, in the time zone that the statement names; by "
        + "default the current month so far, and at most \(StatementPeriod.longest) days. Money "
        + "that is held is part of the balance until it leaves. A text cell of the CSV that a "
        + "spreadsheet would take for a formula begins with an apostrophe.")
  ]
}

private func answer(
  _ statement: Statement, as format: StatementFormat, from statements: StatementService,
  _ press: DocumentPress
) async throws -> HTTPResponse {
  let body: HTTPResponse.Body
  switch format {
  case .json:
    body = .stream { writer in try await StatementJSON.write(statement, statements, to: writer) }
  case .csv:
    body = .stream { writer in try await StatementCSV.write(statement, statements, to: writer) }
  case .pdf:
    // Pages are counted first: what can be refused is refused before anything is sent.
    let document = try await press.prepare(
      StatementPDF.document(statement, in: statements.zone),
      rows: StatementPDF.rows(statement, statements))
    body = .stream { writer in
      try await document.write { octets in try await writer.write(octets) }
    }
  }
  var headers = HTTPHeaders()
  headers.add("Content-Type", format.contentType)
  let period = statement.period
  headers.add(
    "Content-Disposition",
    "attachment; filename=\"wallet-statement-\(period.from)-\(period.to).\(format.rawValue)\"")
  headers.add("Cache-Control", "private, no-store")
  return HTTPResponse(headers: headers, body: body)
}

/// The forms of a statement.
enum StatementFormat: String, CaseIterable, Sendable {
  case json, csv, pdf

  var mediaType: String {
    switch self {
    case .json: "application/json"
    case .csv: "text/csv"
    case .pdf: "application/pdf"
    }
  }

  var contentType: String {
    self == .csv ? "text/csv; charset=utf-8; header=present" : mediaType
  }
}

/// The query of `GET /wallet/statement`.
struct StatementQuery: RequestInput {
  let from: CivilDate?
  let to: CivilDate?
  let format: StatementFormat

  init(from fields: inout RequestFields) {
    from = fields.query("from", .date)
    to = fields.query("to", .date)
    format = fields.query("format", .enumeration()) ?? .json
  }
}

extension StatementRefusal: Refusing {
  /// 422, with the parameter at fault.
  public var problem: Problem {
    let (field, code, message) =
      switch self {
      case .endsBeforeItBegins:
        ("from", "after_to", "This day must not be after the last day of the statement.")
      case .tooLong:
        (
          "from", "range_too_long",
          "A statement is of at most \(StatementPeriod.longest) days."
        )
      }
    return Problem(
      .validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}
