import Auth
import PlatformSQL
import Work

extension SQLAuthTransaction: LetterRows {
  func enqueue(_ letter: SendLetter) throws { try work.enqueue(letter) }
}
