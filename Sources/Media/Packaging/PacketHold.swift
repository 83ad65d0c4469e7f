// SPDX-License-Identifier: Apache-2.0

/// The packets from a cut on, kept back until it is certain which packets still belong before it.
///
/// Publishers interleave their tracks loosely: audio of the time before a keyframe may follow it. Such packets
/// go to the file before the cut, so that no file has times before its own start. The wait ends when every
/// track has passed the cut, and is bounded in media time and in packets where one has stopped.
struct PacketHold: Sendable {
    /// What waits, in the order in which it came.
    enum Entry: Sendable {
        case packet(MediaPacket, arrived: WallTime)
        case track(Track)
    }

    /// Why a file is cut.
    enum Reason: Hashable, Sendable {
        /// No file has been begun.
        case beginning
        /// The file is long enough.
        case interval
    }

    let reason: Reason
    private(set) var entries: [Entry] = []
    /// The tracks whose first packet beyond the cut hasn't come yet.
    private var awaited: Set<MediaKind>
    private let first: MediaPacket
    private var count = 0

    /// The longest wait; interleaving is looser in no encoder that is known.
    private static let maximumTime = MediaTime.milliseconds(500)
    private static let maximumCount = 256

    /// Begins with the packet at the cut.
    init(_ reason: Reason, at packet: MediaPacket, arrived: WallTime, awaited: Set<MediaKind>) {
        self.reason = reason
        self.awaited = awaited
        first = packet
        begun = arrived
        append(packet, arrived: arrived)
    }

    /// The decode time that becomes the new file's zero: the smallest of those that wait.
    var origin: MediaTime {
        entries.reduce(first.decodeTime) { time, entry in
            switch entry {
            case .packet(let packet, arrived: _): min(time, packet.decodeTime)
            case .track: time
            }
        }
    }

    /// When the packet at the cut arrived.
    let begun: WallTime

    /// The decode time of the packet at the cut.
    private var cutTime: MediaTime { first.decodeTime }

    /// Whether nothing is left to wait for.
    var isOver: Bool { awaited.isEmpty || count >= Self.maximumCount }

    /// Whether a packet is near enough to the cut to wait with it.
    func covers(_ packet: MediaPacket) -> Bool {
        let distance = packet.decodeTime - cutTime
        return distance <= Self.maximumTime && distance >= .zero - Self.maximumTime
    }

    /// Whether a packet belongs before the cut, in the file whose last packet of that track had the time `last`.
    func isPreceded(by packet: MediaPacket, last: MediaTime?) -> Bool {
        guard packet.kind != first.kind, awaited.contains(packet.kind), let last else { return false }
        switch reason {
        case .beginning: return false
        case .interval: return packet.decodeTime < cutTime && last - packet.decodeTime <= Self.maximumTime
        }
    }

    mutating func append(_ packet: MediaPacket, arrived: WallTime) {
        awaited.remove(packet.kind)
        count += 1
        entries.append(.packet(packet, arrived: arrived))
    }

    mutating func append(_ track: Track) {
        count += 1
        entries.append(.track(track))
    }
}
