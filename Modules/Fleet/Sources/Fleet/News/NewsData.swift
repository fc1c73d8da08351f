import Events
import Kernel

// What events tell of companies and of the people in them.

extension EventData {
  /// What an event tells of a company: what counterparties may know of it, too.
  static func of(_ company: Company) -> EventData {
    let card = EventData { card in
      try card.write("id", company.id)
      try card.write("user_id", company.ownerID)
      try card.write("name", company.name)
      try card.write("type", company.type.rawValue)
      try card.write("address", company.details.address)
      try card.write("phone_number", company.details.phoneNumber)
      try card.write("is_active", company.isActive)
      try card.write("version", number: company.version)
    }
    return EventData { try $0.write("company", object: card) }
  }

  /// What an event tells of a member.
  static func of(_ member: CompanyMember) -> EventData {
    EventData { data in
      try data.write("company_id", member.companyID)
      try data.write("user_id", member.userID)
      try data.write("role", member.role.rawValue)
    }
  }

  /// What an event tells of a driver: who it is, and nothing that is theirs alone.
  static func of(_ driver: Driver) -> EventData {
    let named = EventData { named in
      try named.write("id", driver.id)
      try named.write("user_id", driver.userID)
      try named.write("consumer_company_id", driver.companyID)
      try named.write("consumer_company_name", driver.companyName)
      try named.write("name", driver.details.name)
      try named.write("vehicle_number", driver.details.vehicleNumber)
      try named.write("is_active", driver.isActive)
      try named.write("version", number: driver.version)
    }
    return EventData { try $0.write("driver", object: named) }
  }
}
