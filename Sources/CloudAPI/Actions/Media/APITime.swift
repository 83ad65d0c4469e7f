// SPDX-License-Identifier: Apache-2.0

package import Media

/// The ISO 8601 times of `vod`: `2018-10-01T10:00:00Z`, or with a distance from UTC.
package enum APITime {
    /// The `ExpireTime` of what is kept for ever.
    package static let never = "9999-12-31T23:59:59Z"

    /// An instant as text, in UTC, to the second below.
    package static func text(_ time: WallTime) -> String { CivilTime(time).iso8601Seconds }

    /// The instant of a text, or nil when it is none: years 1970 to 9999, whole seconds.
    package static func time(_ text: String) -> WallTime? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") else { return nil }
        let marks: [(Int, Unicode.Scalar)] = [(4, "-"), (7, "-"), (13, ":"), (16, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == UInt8(ascii: $0.1) }),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let offset = offset(bytes[19...])
        else { return nil }
        guard year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
        let time = WallTime.seconds(seconds - offset)
        // A day that its month does not have would come back as another.
        let civil = CivilTime(time, offset: offset)
        return civil.day == Int(day) && civil.month == Int(month) ? time : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy(\.isASCIIDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Seconds east of UTC: `Z`, or `+08:00`.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(zone)
        if bytes == [UInt8(ascii: "Z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        switch bytes[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    /// Days from 1970-01-01, by Howard Hinnant's "days_from_civil": years that begin on 1 March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
