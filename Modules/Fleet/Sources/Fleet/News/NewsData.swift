import Kernel

// What events tell, as JSON. What is not known is null, so that every event of a type has the same
// members.

/// The name of a member.
struct NewsKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringLiteral value: String) { stringValue = value }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Writes the members of an object one after the other.
struct NewsObject {
  var container: KeyedEncodingContainer<NewsKey>

  init(_ encoder: any Encoder) {
    container = encoder.container(keyedBy: NewsKey.self)
  }

  /// A member; nil is null.
  mutating func write(_ name: NewsKey, _ text: String?) throws {
    guard let text else { return try container.encodeNil(forKey: name) }
    try container.encode(text, forKey: name)
  }

  /// What has one text alone, such as an id, an amount or an instant.
  mutating func write(_ name: NewsKey, _ value: (some CustomStringConvertible)?) throws {
    try write(name, value.map { $0.description })
  }

  mutating func write(_ name: NewsKey, _ value: Bool) throws {
    try container.encode(value, forKey: name)
  }

  mutating func write(_ name: NewsKey, number: Int64) throws {
    try container.encode(number, forKey: name)
  }

  mutating func write(_ name: NewsKey, object: some Encodable) throws {
    try container.encode(object, forKey: name)
  }
}

/// What an event tells of a company.
struct CompanyNews: Encodable, Sendable {
  private let company: Company

  init(_ company: Company) { self.company = company }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("company", object: Card(company: company))
  }

  /// What counterparties may know of it, too.
  private struct Card: Encodable {
    let company: Company

    func encode(to encoder: any Encoder) throws {
      var card = NewsObject(encoder)
      try card.write("id", company.id)
      try card.write("user_id", company.ownerID)
      try card.write("name", company.name)
      try card.write("type", company.type.rawValue)
      try card.write("address", company.details.address)
      try card.write("phone_number", company.details.phoneNumber)
      try card.write("is_active", company.isActive)
      try card.write("version", number: company.version)
    }
  }
}

/// What an event tells of a member.
struct MemberNews: Encodable, Sendable {
  private let member: CompanyMember

  init(_ member: CompanyMember) { self.member = member }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("company_id", member.companyID)
    try data.write("user_id", member.userID)
    try data.write("role", member.role.rawValue)
  }
}

/// What an event tells of a driver: who it is, and nothing that is theirs alone.
struct DriverNews: Encodable, Sendable {
  private let driver: Driver

  init(_ driver: Driver) { self.driver = driver }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("driver", object: Named(driver: driver))
  }

  private struct Named: Encodable {
    let driver: Driver

    func encode(to encoder: any Encoder) throws {
      var named = NewsObject(encoder)
      try named.write("id", driver.id)
      try named.write("user_id", driver.userID)
      try named.write("consumer_company_id", driver.companyID)
      try named.write("consumer_company_name", driver.companyName)
      try named.write("name", driver.details.name)
      try named.write("vehicle_number", driver.details.vehicleNumber)
      try named.write("is_active", driver.isActive)
      try named.write("version", number: driver.version)
    }
  }
}
