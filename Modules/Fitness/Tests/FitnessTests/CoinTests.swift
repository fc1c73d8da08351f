import Fitness
import Testing

/// What steps earn, and how coins come and go.
@Suite struct CoinTests {
  @Test("A date earns its steps' coins to four digits, up to the cap")
  func earning() {
    let rate = CoinRate(perStep: 100, dailyCap: 500)
    #expect("\(rate.earned(by: 8_345))" == "83.4500")
    #expect("\(rate.earned(by: 50_000))" == "500.0000")
    #expect("\(rate.earned(by: 60_000))" == "500.0000")
    #expect("\(CoinRate(perStep: 1, dailyCap: 500).earned(by: 7))" == "0.0007")
    #expect("\(CoinRate(perStep: 0, dailyCap: 500).earned(by: 9))" == "0.0000")
  }

  @Test("Whole coins are granted, the rest is carried")
  func fractions() {
    let sum = CoinFraction(parts: 83_4500) + CoinFraction(parts: 6_000)
    #expect(sum.wholeCoins == 84)
    #expect("\(sum.remainder)" == "0.0500")
  }

  @Test("What is taken back and no longer there is owed, and later coins pay it first")
  func debt() {
    var book = CoinBook(available: 30, debt: 0)
    #expect(book.takeBack(50) == 30)
    #expect((book.available, book.debt) == (0, 20))
    #expect(book.credit(15) == 15)
    #expect((book.available, book.debt) == (0, 5))
    #expect(book.credit(15) == 5)
    #expect((book.available, book.debt) == (10, 0))
  }

  @Test("Whatever comes and goes, what is available less what is owed is the sum of it")
  func books() {
    var random = SplitMix(seed: 7)
    for _ in 0..<100 {
      var book = CoinBook(available: 0, debt: 0)
      var sum: Int64 = 0
      for _ in 0..<50 {
        let coins = Int64.random(in: 0...100, using: &random)
        if Bool.random(using: &random) {
          sum += coins
          #expect(book.credit(coins) <= coins)
        } else {
          sum -= coins
          #expect(book.takeBack(coins) <= coins)
        }
        #expect(book.available - book.debt == sum)
        #expect(book.available == 0 || book.debt == 0)
      }
    }
  }
}
