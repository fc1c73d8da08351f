import Fitness
import Kernel
import Router

/// The body of `POST /steps/record`: a record, or `records`.
struct UploadInput: RequestInput {
  let records: [StepInput]
  let isBatch: Bool

  init(from fields: inout RequestFields) {
    let records = fields.optionalBody(
      "records", .array(of: .object(StepInput.self), count: 1...500))
    isBatch = records != nil || !fields.isValid
    self.records = records ?? (isBatch ? [] : [StepInput(from: &fields, isAlone: true)])
  }

  /// Refuses dates that are not those of their intervals, where the zone is the profile's.
  /// - Throws: `Problem`.
  func requireDates(in zone: StepZone) throws(Problem) {
    let errors = records.enumerated().compactMap { index, record -> FieldError? in
      guard let date = record.sentDate, date != record.upload.date(in: zone) else { return nil }
      return FieldError(
        field: isBatch ? "records[\(index)].date" : "date", code: StepInput.mismatch.code,
        message: StepInput.mismatch.message)
    }
    if !errors.isEmpty { throw Problem(.validation, fields: errors) }
  }

  /// Whether only the profile's zone tells whether dates are right.
  var needsZone: Bool { records.contains { $0.sentDate != nil && $0.upload.zone == nil } }
}

/// A record as a client sends it.
struct StepInput: RequestInput {
  let upload: StepUpload
  /// The date that was sent with an interval.
  let sentDate: CivilDate?

  static let mismatch = (
    code: "date_mismatch", message: "This is not the date on which the interval begins."
  )
  private static let metre = Unit(code: "METRE", fractionDigits: 1)

  init(from fields: inout RequestFields) { self.init(from: &fields, isAlone: false) }

  /// - Parameter isAlone: whether its fields stand where a batch would: those that it needs are not
  ///   needed then.
  init(from fields: inout RequestFields, isAlone: Bool) {
    let steps = fields.needed("steps", FieldType.integer(0...200_000), isAlone)
    let source = fields.needed("source", FieldType<StepSource>.enumeration(), isAlone)
    let zone = fields.nullableBody("time_zone", .stepZone)
    let (span, date) = fields.span()
    upload = StepUpload(
      steps: steps ?? 0, source: source ?? .manual, span: span, zone: zone,
      deviceID: fields.nullableBody("device_id", .line(length: 1...128)),
      method: fields.nullableBody("recording_method", .enumeration()) ?? .automatic,
      distance: fields.nullableBody("distance_m", .money(Self.metre, in: 0...100_000_000))?
        .minorUnits,
      externalID: fields.nullableBody("external_id", .line(length: 1...128)),
      version: fields.nullableBody("version", .integer64(0...Int64.max)) ?? 0)
    var sentDate: CivilDate?
    if case .interval = upload.span { sentDate = date }
    self.sentDate = sentDate
    if let zone, let sentDate, fields.isValid, sentDate != upload.date(in: zone) {
      fields.fail("date", Self.mismatch.code, Self.mismatch.message)
    }
  }
}

extension RequestFields {
  /// Reads a field that a record needs.
  fileprivate mutating func needed<Value>(
    _ name: String, _ type: FieldType<Value>, _ isAlone: Bool
  ) -> Value? {
    guard isAlone else { return body(name, type) }
    let value = nullableBody(name, type)
    if value == nil, !isAtFault(name) {
      fail(name, "required", "This field is required.")
    }
    return value
  }

  /// Reads which part of time a record is of, and the date that was sent.
  fileprivate mutating func span() -> (StepUpload.Span, CivilDate?) {
    let date = nullableBody("date", .date)
    let start = nullableBody("start_time", .instant)
    let end = nullableBody("end_time", .instant)
    let areTimesRead = !isAtFault("start_time") && !isAtFault("end_time")
    if let start, let end {
      let duration = end.milliseconds(since: start)
      if duration < 1_000 {
        fail("end_time", "before_start", "This must be at least a second after start_time.")
      } else if duration > 86_400_000 {
        fail("end_time", "too_long", "An interval has 24 hours at most.")
      } else {
        return (.interval(start..<end), date)
      }
    } else if start != nil, areTimesRead {
      fail("end_time", "required", "An interval needs start_time and end_time.")
    } else if end != nil, areTimesRead {
      fail("start_time", "required", "An interval needs start_time and end_time.")
    } else if date == nil, areTimesRead, !isAtFault("date") {
      fail("date", "required", "A record needs a date, or start_time and end_time.")
    }
    return (.day(date ?? .earliest), date)
  }
}

/// The query of `GET /steps` and `/steps/summary`.
struct DateQuery: RequestInput {
  let dates: DateSpan

  init(from fields: inout RequestFields) { dates = fields.dateSpan() }
}

/// The query of `GET /steps/records`.
struct RecordQuery: RequestInput {
  let filter: StepRecordFilter
  let page: PageRequest<StepRecord, CursorPair<Int64, StepRecord.ID>>

  init(from fields: inout RequestFields) {
    var filter = StepRecordFilter()
    let (from, to) = (fields.query("from", .date), fields.query("to", .date))
    if let from, let to, to < from {
      fields.fail("to", "before_start", "The last day cannot be before the first.")
    } else {
      filter.dates = (from ?? .earliest)...(to ?? .latest)
    }
    filter.source = fields.query("source", .enumeration())
    filter.verification = fields.query("verification", .enumeration())
    self.filter = filter
    page = fields.page("fitness.records", by: \.dateKey, \.id)
  }

  /// Where the page before ended.
  var place: StepRecordPlace? {
    page.after.map {
      StepRecordPlace(date: CivilDate(daysSinceEpoch: Int(clamping: $0.first)), id: $0.second)
    }
  }
}

extension StepRecord {
  /// What lists are sorted by.
  fileprivate var dateKey: Int64 { Int64(date.daysSinceEpoch) }
}
