import AdminResources

/// Circles, as administrators look at them.
let circleResource = AdminResource(
  "circles", "Circle", plural: "Circles", table: "ajo_circles",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("name", "Name", .text),
    .user("host_id", "Host"),
    .choice(
      "state", "State",
      [
        AdminValue("forming", "Forming"), AdminValue("active", "Active", .good),
        AdminValue("completed", "Completed", .good), AdminValue("cancelled", "Cancelled", .warn),
      ]),
    .computed("currency", "Currency", .text),
    .money("amount", "Amount", in: "currency"), .money("pot", "In the pot", in: "currency"),
    AdminField("frequency", "Frequency", .text),
    AdminField("cycle_start_date", "First due day", .date),
    AdminField("time_zone", "Time zone", .text), AdminField("size", "Seats", .int),
    AdminField("members_count", "Members", .int), AdminField("cycles", "Cycles", .int),
    AdminField("current_cycle", "Cycle under way", .int).nullable,
    AdminField("payout_order", "Turns", .text),
    AdminField("order_seed", "Turns drawn from", .text).nullable,
    AdminField("default_policy", "When somebody is late", .text),
    AdminField("fee_policy", "Who gets late fees", .text),
    .money("late_fee", "Late fee", in: "currency"),
    AdminField("grace_days", "Days of grace", .int),
    // Whoever has the code can join.
    AdminField("invite_code", "Invite code", .text).secret.nullable,
    AdminField("due_at", "Looked at next", .instant).nullable,
    AdminField("version", "Version", .int),
    // Ids are made one after the other.
    AdminField("created_at", "Founded", .instant).ordered(by: "id"),
    AdminField("started_at", "Started", .instant).nullable,
    AdminField("ended_at", "Ended", .instant).nullable,
  ],
  columns: ["name", "host_id", "state", "amount", "pot", "current_cycle", "due_at", "created_at"],
  filters: [.init("host_id"), .init("due_at", [.lt, .lte, .gt, .gte])],
  sort: .init("-created_at", fields: ["created_at", "due_at"]),
  actions: [
    AdminAction(
      "cancel", "Cancel", dangerous: true,
      confirm: .init(
        "Cancel this circle?",
        "What was not paid out goes back to those who paid it, with its fees.", typing: "name"),
      reason: .required, when: ["state": ["forming", "active"]]),
    AdminAction(
      "change_host", "Change the host",
      confirm: .init(
        "Change the host?", "Under host_cover the new one pledges, and the old one is released."),
      reason: .required, input: [AdminField("user_id", "New host", .uuid).required],
      when: ["state": ["forming", "active"]]),
    AdminAction("resend", "Remind the members again", reason: .required),
  ])
