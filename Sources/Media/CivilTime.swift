// SPDX-License-Identifier: Apache-2.0

/// A wall time read off a calendar and a clock of a fixed distance from UTC (proleptic Gregorian calendar).
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var millisecond: Int

    /// The calendar's reading of an instant, `offset` seconds east of UTC.
    package init(_ time: WallTime, offset: Int64 = 0) {
        let local = time.seconds + offset
        let secondOfDay = ((local % 86_400) + 86_400) % 86_400
        // Days to a date by Howard Hinnant's "civil_from_days": eras of 400 years that begin on 1 March.
        let days = (local - secondOfDay) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
        hour = Int(secondOfDay / 3_600)
        minute = Int(secondOfDay % 3_600 / 60)
        second = Int(secondOfDay % 60)
        millisecond = Int(time.microsecondOfSecond / 1_000)
    }

    /// `2026-11-23T03:10:00.000Z` when `offset` was 0, the form of EXT-X-PROGRAM-DATE-TIME (RFC 8216, 4.3.2.6).
    package var iso8601Milliseconds: String { "\(date)T\(clock).\(millisecond.padded(to: 3))Z" }

    /// `2026-11-23T03:10:00Z` when `offset` was 0, the form of the API's UTC times.
    package var iso8601Seconds: String { "\(date)T\(clock)Z" }

    /// `2026-11-23 11:10:00`, the form of the API's Beijing times when `offset` was eight hours.
    package var spaced: String { "\(date) \(clock)" }

    /// `20261123T031000Z` when `offset` was 0, short enough for the names of folders.
    package var compact: String {
        "\(date)T\(clock)Z".replacing("-", with: "").replacing(":", with: "")
    }

    /// Eight hours east of UTC, in seconds: the zone of the API's names and local times.
    package static let beijingOffset: Int64 = 8 * 3_600

    private var date: String { "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))" }
    private var clock: String { "\(hour.padded(to: 2)):\(minute.padded(to: 2)):\(second.padded(to: 2))" }
}

extension BinaryInteger {
    /// Decimal digits of a non-negative number, with zeros before it up to `width`.
    package func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
