import AdminResources

/// Fleet's records, as administrators look at them. Each filter and sort has an index of the whole
/// table. Litres and odometers are shown as they are kept, in hundredths and tenths.
let fleetResources = [
  companyResource, driverResource, accountResource, transactionResource, topUpResource,
  receiptResource,
]

private let sides = [AdminValue("supplier", "Supplier"), AdminValue("consumer", "Consumer")]

private let companyResource = AdminResource(
  "companies", "Company", plural: "Companies", table: "fleet_companies",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("name", "Name", .text),
    .choice("type", "Type", sides), .user("user_id", "Owner").nullable,
    AdminField("address", "Address", .longText),
    AdminField("phone_number", "Phone", .phone).personal,
    AdminField("tax_id", "Tax number", .text).personal.nullable,
    AdminField("time_zone", "Time zone", .text), AdminField("is_active", "Active", .bool),
    AdminField("version", "Version", .int), AdminField("created_at", "Made", .instant),
    AdminField("updated_at", "Changed", .instant),
    AdminField("deleted_at", "Deleted", .instant).nullable,
  ],
  columns: ["name", "type", "user_id", "time_zone", "is_active", "created_at"],
  filters: [.init("type")], sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "activate", "Activate", reason: .required, when: ["is_active": ["false"]]),
    AdminAction(
      "deactivate", "Deactivate", dangerous: true,
      confirm: .init(
        "Deactivate this company?", "It takes part in no sale until it is active again."),
      reason: .required, when: ["is_active": ["true"]]),
    AdminAction(
      "hand_over", "Hand over", dangerous: true,
      confirm: .init(
        "Hand this company over?", "The owner until now becomes a manager.", typing: "name"),
      reason: .required, input: [AdminField("user_id", "New owner", .uuid).required]),
  ],
  related: [
    .init("drivers", "Drivers", to: "fleet/drivers"),
    .init("accounts", "Accounts", to: "fleet/accounts"),
  ])

private let driverResource = AdminResource(
  "drivers", "Driver", plural: "Drivers", table: "fleet_drivers",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("name", "Name", .text).personal,
    .user("user_id", "User").nullable,
    .ref("consumer_company_id", "Company", to: "fleet/companies"),
    AdminField("email", "E-mail", .email).personal,
    AdminField("phone_number", "Phone", .phone).personal.nullable,
    AdminField("license_number", "Licence", .text).personal,
    AdminField("vehicle_number", "Vehicle", .text).nullable,
    AdminField("truck_model", "Model", .text).nullable,
    AdminField("license_plate", "Plate", .text).nullable,
    .computed("currency", "Currency", .text),
    AdminField("total_liters_consumed", "Served (hundredths of a litre)", .int),
    .money("balance_dzd", "Charged", in: "currency"),
    AdminField("monthly_limit", "A month (hundredths of a litre)", .int).nullable,
    AdminField("is_active", "Active", .bool), AdminField("version", "Version", .int),
    AdminField("created_at", "Made", .instant),
    AdminField("deleted_at", "Deleted", .instant).nullable,
  ],
  columns: [
    "name", "consumer_company_id", "vehicle_number", "total_liters_consumed", "is_active",
    "created_at",
  ],
  filters: [.init("consumer_company_id")],
  sort: .init("-created_at", fields: ["created_at"]),
  actions: [
    AdminAction(
      "activate", "Activate", reason: .required, when: ["is_active": ["false"]]),
    AdminAction(
      "deactivate", "Deactivate", reason: .required, when: ["is_active": ["true"]]),
  ],
  related: [.init("transactions", "Transactions", to: "fleet/transactions")])

private let accountResource = AdminResource(
  "accounts", "Account", plural: "Accounts", table: "fleet_accounts",
  fields: [
    AdminField("id", "Id", .uuid),
    .ref("supplier_company_id", "Supplier", to: "fleet/companies"),
    .ref("consumer_company_id", "Consumer", to: "fleet/companies"),
    AdminField("is_active", "Active", .bool), .computed("currency", "Currency", .text),
    .money("low_balance", "Low below", in: "currency").nullable,
    AdminField("version", "Version", .int),
    // Ids are made one after the other.
    AdminField("created_at", "Opened", .instant).ordered(by: "id"),
    AdminField("updated_at", "Changed", .instant),
  ],
  columns: [
    "supplier_company_id", "consumer_company_id", "is_active", "low_balance", "created_at",
  ],
  filters: [.init("supplier_company_id"), .init("consumer_company_id")],
  sort: .init("-created_at", fields: ["created_at"]),
  related: [
    .init("topups", "Top-ups", to: "fleet/topups"),
    .init("transactions", "Transactions", to: "fleet/transactions"),
  ])
