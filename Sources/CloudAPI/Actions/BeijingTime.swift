// SPDX-License-Identifier: Apache-2.0

package import Media

/// The local times of `live`: `2018-09-11 12:04:01`, eight hours east of UTC.
package enum BeijingTime {
    /// An instant as text, to the second below.
    package static func text(_ time: WallTime) -> String {
        CivilTime(time, offset: CivilTime.beijingOffset).spaced
    }

    /// An instant as ISO 8601 text with its distance from UTC: `2019-03-01T01:00:00+08:00`.
    package static func iso8601(_ time: WallTime) -> String {
        text(time).replacing(" ", with: "T") + "+08:00"
    }

    /// The instant of a text, or nil when it is none: years 1970 to 9999, whole seconds.
    package static func time(_ text: String) -> WallTime? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return APITime.time("\(parts[0])T\(parts[1])+08:00")
    }

    /// The first instant of the day that an instant lies in.
    package static func startOfDay(_ time: WallTime) -> WallTime {
        let local = time.seconds + CivilTime.beijingOffset
        return .seconds(time.seconds - (local % 86_400 + 86_400) % 86_400)
    }
}
