// How a circle goes on without a member.
extension Model {
  mutating func remove(_ user: Int, from number: Int) {
    guard let seat = circles[number].seat(of: user) else { return }
    circles[number].seats.removeAll { $0.user == user }
    circles[number].gone[user] = "removed"
    tell("ajo.circle.left")
    let hadTurn = !circles[number].isUnpaid(seat.turn)
    if hadTurn {
      excuse(user, in: number)
    } else {
      let returned = giveBackAndForget(user, in: number)
      payDebts(of: user, in: number, from: returned)
      moveUp(from: seat.turn, in: number)
    }
    lapse(in: number) { $0.concerned.contains(user) || !hadTurn && $0.kind != .removal }
    payOutWhatIsComplete(number)
  }

  /// Nobody waits for what somebody owes who was paid already; a pledge still pays for it.
  private mutating func excuse(_ user: Int, in number: Int) {
    guard circles[number].deal.policy != .host_cover else { return }
    for index in circles[number].dues.indices
    where circles[number].dues[index].user == user && circles[number].dues[index].isMissing {
      circles[number].dues[index].state = .excused
    }
  }

  /// What they paid into cycles that are not paid out goes back, and what they have not paid falls
  /// away.
  private mutating func giveBackAndForget(_ user: Int, in number: Int) -> Int64 {
    var returned: Int64 = 0
    for index in circles[number].dues.indices where circles[number].dues[index].user == user {
      returned += refundIfPaid(index, in: number)
    }
    circles[number].dues.removeAll { $0.user == user && $0.isMissing }
    return returned
  }

  private mutating func refundIfPaid(_ index: Int, in number: Int) -> Int64 {
    let due = circles[number].dues[index]
    guard due.state == .paid, circles[number].isUnpaid(due.cycle) else { return 0 }
    return refund(index, of: number)
  }

  /// What they owe comes off what they get back, the oldest first.
  private mutating func payDebts(of user: Int, in number: Int, from returned: Int64) {
    var left = returned
    for index in circles[number].dues.indices
    where circles[number].dues[index].user == user && left > 0 {
      guard let price = price(index, in: number) else { continue }
      let part = price.limited(to: left)
      left -= part.total
      if part == price {
        pay(index, of: number, price)
      } else {
        settle(index, of: number, part)
      }
    }
  }

  /// Those who come after move up, and the last cycle falls away with what was paid into it.
  private mutating func moveUp(from turn: Int, in number: Int) {
    let last = circles[number].cycles.count
    for cycle in turn..<last {
      circles[number].cycles[cycle - 1].recipient = circles[number].cycles[cycle].recipient
    }
    for index in circles[number].seats.indices where circles[number].seats[index].turn > turn {
      circles[number].seats[index].turn -= 1
    }
    for index in circles[number].dues.indices where circles[number].dues[index].cycle == last {
      _ = refundIfPaid(index, in: number)
    }
    circles[number].dues.removeAll { $0.cycle == last }
    circles[number].cycles.removeLast()
    if let current = circles[number].current, current > last - 1 {
      end(number, as: .completed)
    }
  }
}
