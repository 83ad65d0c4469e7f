// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The packets from which a recording that starts in mid-push can begin: those since the last keyframe, and a little more.
///
/// An order's start reaches the stream some milliseconds after its time. So that "the last keyframe at or before
/// StartTime" is still there then, the group before is kept until the newer one is half a second old. Without video every
/// audio packet is such a beginning. When the groups outgrow the limit they are dropped whole, and an order that
/// starts now waits for the next keyframe.
struct PacketCache {
    struct Entry {
        var packet: MediaPacket
        var arrived: WallTime
    }

    /// Microseconds for which an older group is kept beside the newest.
    private static let grace: Int64 = 500_000

    private let byteLimit: Int
    private var entries: [Entry] = []
    /// Positions in `entries` where decoding can begin, ascending.
    private var starts: [Int] = []
    private var byteCount = 0
    private var hasVideo = false

    /// An empty cache that holds at most `byteLimit` bytes of payload.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Forgets everything: what was kept can't be decoded with the new configuration of a track.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        byteCount = 0
    }

    /// Notes that the stream has video, so that audio alone is no beginning any more.
    mutating func noteVideo() {
        guard !hasVideo else { return }
        hasVideo = true
        starts.removeAll(keepingCapacity: true)
    }

    /// Keeps a packet, and drops what no order can need any more.
    mutating func append(_ packet: MediaPacket, arrived: WallTime) {
        if packet.isKeyframe && packet.kind == (hasVideo ? .video : .audio) {
            starts.append(entries.count)
        }
        entries.append(Entry(packet: packet, arrived: arrived))
        byteCount += packet.payload.readableBytes
        if byteCount > byteLimit {
            removeAll()
        } else {
            dropOlder(than: WallTime(microseconds: arrived.microseconds - Self.grace))
        }
    }

    /// The packets a recording from `start` begins with, in their order of arrival.
    ///
    /// They begin with the last keyframe that arrived at or before `start`; where none is kept, since the order
    /// came late, with the newest. Audio that arrived earlier but is not to be heard before that keyframe stands
    /// ahead of it.
    func replay(from start: WallTime) -> [Entry] {
        guard let position = starts.last(where: { entries[$0].arrived <= start }) ?? starts.last else { return [] }
        let first = entries[position].packet.decodeTime
        let ahead = entries[..<position].filter { $0.packet.kind == .audio && $0.packet.decodeTime >= first }
        return ahead + entries[position...]
    }

    private mutating func dropOlder(than limit: WallTime) {
        guard let keep = starts.lastIndex(where: { entries[$0].arrived <= limit }), keep > 0 else { return }
        let count = starts[keep]
        // Moving the rest down costs as much as what stays, so it waits until as much can go.
        guard count * 2 >= entries.count else { return }
        byteCount -= entries[..<count].reduce(0) { $0 + $1.packet.payload.readableBytes }
        entries.removeFirst(count)
        starts.removeFirst(keep)
        for index in starts.indices { starts[index] -= count }
    }
}
