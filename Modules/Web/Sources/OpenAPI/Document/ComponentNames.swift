/// Chooses the names of components. They are made of what the component says, in words that begin
/// with capitals, so that they stay while other routes come and go.
struct ComponentNames {
  private var taken: [Components.Section: Set<String>] = [:]

  /// Takes a name that no other component of its section has: the wanted one, or else one with the
  /// group in front (`FinesItem`), or else one with a number behind.
  ///
  /// - Parameters:
  ///   - wanted: a name out of letters and digits.
  ///   - section: where the component is listed.
  ///   - group: the group of the operation that needs it first; nil where it has none.
  mutating func take(
    _ wanted: String, in section: Components.Section, group: String?
  ) -> String {
    var candidates = [wanted]
    if let group { candidates.append(Self.capitalized(group) + wanted) }
    for name in candidates where taken[section, default: []].insert(name).inserted { return name }
    var number = 2
    while !taken[section, default: []].insert(wanted + String(number)).inserted { number += 1 }
    return wanted + String(number)
  }

  /// `user_id`, `user-id` and `userId` as `UserId`.
  static func capitalized(_ text: String) -> String {
    text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
