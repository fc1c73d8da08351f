public import JSON
internal import Kernel

extension FieldType {
  /// A list of like values.
  ///
  /// - Parameters:
  ///   - element: what each of them is.
  ///   - count: how many there may be.
  public static func array<Element>(
    of element: FieldType<Element>, count: ClosedRange<Int>
  ) -> FieldType where Value == [Element] {
    let readElement = element.readJSON
    return FieldType(
      schema: .array(of: element.schema, count: count), placeholder: { [] },
      readJSON: { value, report in
        guard value.kind == .array else {
          report.reject("wrong_type", "This must be a list.")
          return nil
        }
        guard check(value.count, count, &report) else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(value.count)
        for (index, item) in value.elements.enumerated() {
          var nested = FieldReport(path: "\(report.path)[\(index)]")
          if item.isNull {
            nested.reject("required", "An element of this list cannot be null.")
          } else if let element = readElement(item, &nested) {
            elements.append(element)
          }
          report.take(nested.errors)
        }
        return report.errors.isEmpty ? elements : nil
      },
      readText: { text, report in
        let comma = UInt8(ascii: ",")
        let parts =
          text.isEmpty ? [] : text.utf8.split(separator: comma, omittingEmptySubsequences: false)
        guard check(parts.count, count, &report) else { return nil }
        let elements = parts.compactMap { element.readText(String(Substring($0)), &report) }
        return report.errors.isEmpty ? elements : nil
      })
  }

  private static func check(
    _ found: Int, _ count: ClosedRange<Int>, _ report: inout FieldReport
  ) -> Bool {
    if found < count.lowerBound {
      report.reject("too_few", "This must have at least \(count.lowerBound) elements.")
    } else if found > count.upperBound {
      report.reject("too_many", "This may have at most \(count.upperBound) elements.")
    }
    return count.contains(found)
  }

  /// A nested object, its fields declared like those of a body.
  public static func object(
    _ type: Value.Type = Value.self
  ) -> FieldType where Value: RequestInput {
    let description = InputDescription(of: Value.self)
    return FieldType(
      schema: description.bodySchema,
      placeholder: {
        var fields = RequestFields(describing: InputDescription(name: ""))
        return Value(from: &fields)
      },
      readJSON: { value, report in
        guard value.kind == .object else {
          report.reject("wrong_type", "This must be an object.")
          return nil
        }
        let source = RequestSource(body: .json(value))
        var fields = RequestFields(reading: source, prefix: report.path + ".")
        let nested = Value(from: &fields)
        report.take(fields.errors)
        return fields.errors.isEmpty ? nested : nil
      },
      readText: { _, report in
        report.reject("wrong_type", "This must be an object, which only JSON can hold.")
        return nil
      })
  }
}

extension FieldType where Value == JSONValue {
  /// Any JSON value but `null`, kept as it is.
  public static var json: FieldType {
    let empty = try? JSONDocument(parsing: Array("{}".utf8)).root
    // The text is JSON.
    // swift-format-ignore: NeverForceUnwrap
    return FieldType(
      schema: .anything, placeholder: { empty! }, readJSON: { value, _ in value },
      readText: { text, report in
        guard let document = try? JSONDocument(parsing: text) else {
          report.reject("invalid", "This must be JSON.")
          return nil
        }
        return document.root
      })
  }
}
