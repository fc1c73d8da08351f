/// Prometheus' text format 0.0.4.
enum MetricText {
  /// A name of `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  static func name(_ text: String) -> String { fit(text, allowing: ":") }

  /// A metric's name with the ending that counters have.
  static func counterName(_ text: String) -> String {
    let name = name(text)
    return name.hasSuffix("_total") ? name : name + "_total"
  }

  /// A name of `[a-zA-Z_][a-zA-Z0-9_]*`; `le` belongs to histograms.
  static func labelName(_ text: String) -> String {
    let name = fit(text, allowing: "_")
    return name == "le" ? "le_" : name
  }

  private static func fit(_ text: String, allowing extra: Character) -> String {
    let fitted = String(
      text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == extra ? $0 : "_" })
    return fitted.first?.isNumber ?? true ? "_" + fitted : fitted
  }

  /// The two lines before a metric's samples.
  static func head(_ name: String, _ help: String, _ type: String) -> String {
    let line = escaped(help, quotes: false)
    return "# HELP \(name) \(line.isEmpty ? name : line)\n# TYPE \(name) \(type)\n"
  }

  /// One line.
  static func sample(_ name: String, _ labels: [(String, String)], _ value: Double) -> String {
    "\(name)\(braces(labels)) \(number(value))\n"
  }

  static func block(_ family: MetricFamily<Counter>) -> String {
    family.all.reduce(into: head(family.name, family.help, "counter")) { text, series in
      text += "\(family.name)\(braces(family.labels, series.values)) \(series.metric.value)\n"
    }
  }

  static func block(_ family: MetricFamily<Gauge>) -> String {
    family.all.reduce(into: head(family.name, family.help, "gauge")) { text, series in
      text += sample(family.name, pairs(family.labels, series.values), series.metric.value)
    }
  }

  static func block(_ family: MetricFamily<Histogram>) -> String {
    family.all.reduce(into: head(family.name, family.help, "histogram")) { text, series in
      let labels = pairs(family.labels, series.values)
      let (counts, sum) = series.metric.snapshot()
      var total: Int64 = 0
      for (bound, count) in zip(series.metric.bounds + [.infinity], counts) {
        total += count
        text += "\(family.name)_bucket\(braces(labels + [("le", number(bound))])) \(total)\n"
      }
      text += sample(family.name + "_sum", labels, sum)
      text += "\(family.name)_count\(braces(labels)) \(total)\n"
    }
  }

  private static func pairs(_ names: [String], _ values: [String]) -> [(String, String)] {
    Array(zip(names, values))
  }

  private static func braces(_ names: [String], _ values: [String]) -> String {
    braces(pairs(names, values))
  }

  private static func braces(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",")
      + "}"
  }

  /// Whole numbers without a point, as people write them.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map { String($0) } ?? value.description
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
