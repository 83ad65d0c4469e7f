// SPDX-License-Identifier: Apache-2.0

package import Media

/// The window that an order of the deprecated family asks for (reference: recording-api, section 5).
package struct LiveRecordWindow: Hashable, Sendable {
    /// Seconds that a recording in real time may last.
    package static let realTimeSpan: Int64 = 30 * 60

    package let start: WallTime
    package let end: WallTime

    /// The window of a scheduled order: both times are needed; throws `InvalidParameterValue`.
    package init(scheduledFrom start: String?, until end: String?, now: WallTime) throws(APIFault) {
        self.start = try Self.time(start, "StartTime")
        self.end = try Self.time(end, "EndTime")
        guard self.end > now else { throw APIFault(.invalidParameterValue, "EndTime must be later than now.") }
        guard self.start < self.end else {
            throw APIFault(.invalidParameterValue, "StartTime must less than EndTime!")
        }
    }

    /// The window of an order in real time: from now for half an hour, or to an end before that.
    ///
    /// Throws `InvalidParameterValue` for an end that is no time.
    package init(realTimeUntil end: String?, now: WallTime) throws(APIFault) {
        start = now
        let latest = now.advanced(by: .seconds(Self.realTimeSpan))
        let wanted = try end.given.map { (text) throws(APIFault) in try Self.time(text, "EndTime") } ?? latest
        self.end = wanted > now && wanted < latest ? wanted : latest
    }

    /// A time of Beijing, percent-encoded once more or not.
    private static func time(_ text: String?, _ name: String) throws(APIFault) -> WallTime {
        guard let text = text.given else {
            throw APIFault(.invalidParameterValue, "`\(name)` must be given for a scheduled recording.")
        }
        guard let time = BeijingTime.time(text) ?? text.utf8.percentDecoded.flatMap(BeijingTime.time) else {
            throw .value(text.prefix(64), of: name, rule: "It must be like `2017-01-01 10:10:01`, Beijing time.")
        }
        return time
    }
}
