internal import Kernel

extension RequestSource {
  /// Reads a query that is malformed somewhere. Where it is in the value of a parameter that the
  /// route knows, the complaint names it, as of any other bad value.
  ///
  /// - Throws: `Problem` with `badRequest` where a name is malformed, which cannot be told.
  mutating func read(malformedQuery text: String, of route: Route) throws(Problem) {
    let known = route.input.queryNames
    for (name, value) in PercentDecoding.parts(text.utf8) {
      guard let name else {
        throw Problem(.badRequest, detail: "The query is not well-formed percent-encoded UTF-8.")
      }
      if let value {
        query.append(QueryItem(name: name, value: value))
      } else if !known.contains(where: { $0.hasSameOctets(as: name) }) {
        // It is told that there is no such parameter, whatever its value.
        query.append(QueryItem(name: name, value: ""))
      } else if !errors.contains(where: { $0.field == name }) {
        errors.append(
          FieldError(
            field: name, code: "invalid", message: "This is not well-formed percent-encoded UTF-8."
          ))
      }
    }
  }
}
