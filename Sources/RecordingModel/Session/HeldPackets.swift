// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Packets that wait until it is known with which tracks a recording begins.
package struct HeldPackets: Sendable {
    package struct Arrival: Sendable {
        package var packet: MediaPacket
        package var time: WallTime
    }

    private(set) var arrivals: [Arrival] = []
    private var byteCount = 0
    /// How many of them have been handed out to be noted.
    private var notedCount = 0

    /// Bytes that may wait, whatever their time: of audio ten seconds at 400 kbit/s.
    private static let byteLimit = 512 * 1_024

    var isEmpty: Bool { arrivals.isEmpty }

    mutating func append(_ arrival: Arrival) {
        arrivals.append(arrival)
        byteCount += arrival.packet.payload.readableBytes
    }

    mutating func take() -> HeldPackets {
        defer { self = HeldPackets() }
        return self
    }

    /// Those that came since the last call, to be noted elsewhere lest a crash takes them; none before the first has
    /// waited `age`.
    mutating func takeUnnoted(at now: WallTime, age: MediaTime) -> ArraySlice<Arrival> {
        guard let first = arrivals.first, now >= first.time.advanced(by: age) else { return [] }
        defer { notedCount = arrivals.count }
        return arrivals[notedCount...]
    }

    func contains(_ kind: MediaKind) -> Bool { arrivals.contains { $0.packet.kind == kind } }

    /// Whether there is no more waiting: for so long a time, or for so many bytes.
    func haveWaited(_ patience: MediaTime) -> Bool {
        guard let first = arrivals.first, let last = arrivals.last else { return false }
        let span = last.packet.decodeTime - first.packet.decodeTime
        // A clock that runs backwards says nothing about how long it has been.
        return span >= patience || span < .zero || byteCount > Self.byteLimit
    }

    /// The earliest; a jump of the clock ends the wait, so that only the last packet can come from after one.
    var earliest: Arrival? {
        let before = arrivals.dropLast().min { $0.packet.decodeTime < $1.packet.decodeTime }
        guard let before, let last = arrivals.last else { return arrivals.last }
        let step = before.packet.decodeTime - last.packet.decodeTime
        return step > .zero && step <= Timeline.largestStepBack ? last : before
    }
}
