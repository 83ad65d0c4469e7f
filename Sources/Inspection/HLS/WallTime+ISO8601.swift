// SPDX-License-Identifier: Apache-2.0

import Media

extension WallTime {
    /// Reads `2026-11-23T03:10:00.123Z`, also with a zone as `+08:00`; nil when it is no such time (RFC 8216, 4.3.2.6).
    init?(iso8601 text: Substring) {
        let digits = Array(text.utf8)
        guard digits.count >= 20 else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= digits.count else { return nil }
            return range.reduce(0 as Int64?) { value, index in
                guard let value, (0x30...0x39).contains(digits[index]) else { return nil }
                return value * 10 + Int64(digits[index] - 0x30)
            }
        }
        let separators: [(Int, String)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard separators.allSatisfy({ [digits[$0]] == Array($1.utf8) }),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var end = 19
        var microseconds: Int64 = 0
        if digits[end] == 0x2E {
            var unit: Int64 = 100_000
            end += 1
            while end < digits.count, let digit = number(end..<end + 1) {
                microseconds += digit * unit
                unit /= 10
                end += 1
            }
        }
        guard let offset = Self.offset(Array(digits[end...])) else { return nil }
        // Days to a date by Howard Hinnant's "days_from_civil", as CivilTime does it the other way.
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + microseconds)
    }

    /// Seconds east of UTC: `Z`, `+08:00` or `+0800`.
    private static func offset(_ zone: [UInt8]) -> Int64? {
        guard zone != [0x5A] else { return 0 }
        let digits = zone.dropFirst().filter { $0 != 0x3A }
        guard let sign = zone.first, sign == 0x2B || sign == 0x2D, digits.count == 4,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let numbers = digits.map { Int64($0 - 0x30) }
        let seconds = (numbers[0] * 10 + numbers[1]) * 3_600 + (numbers[2] * 10 + numbers[3]) * 60
        return sign == 0x2D ? -seconds : seconds
    }
}
