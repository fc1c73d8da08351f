internal import HTTP
internal import Kernel

extension Route {
  /// Reads an input, or throws every complaint about it at once.
  static func read<Input>(
    _ source: RequestSource, queryNames: [String]?, by read: (inout RequestFields) -> Input
  ) throws(Problem) -> Input {
    let (input, errors) = try gather(source, queryNames: queryNames, by: read)
    guard errors.isEmpty else { throw Problem(.validation, fields: errors) }
    return input
  }

  /// Reads an input, and gathers every complaint about it.
  static func gather<Input>(
    _ source: RequestSource, queryNames: [String]?, by read: (inout RequestFields) -> Input
  ) throws(Problem) -> (input: Input, errors: [FieldError]) {
    var fields = RequestFields(reading: source)
    fields.errors = source.errors
    let input = read(&fields)
    if fields.isUnknownResource { throw NotFound().problem }
    if let queryNames, !source.query.isEmpty {
      for item in source.query
      where !queryNames.contains(where: { $0.hasSameOctets(as: item.name) }) {
        fields.fail(item.name, "unknown_parameter", "There is no such query parameter here.")
      }
    }
    return (input, fields.errors)
  }
}
