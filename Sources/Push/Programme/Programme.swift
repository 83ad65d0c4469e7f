// SPDX-License-Identifier: Apache-2.0

import FLV
package import Media
package import NIOCore
import RTMP

/// The tags of an FLV file as RTMP messages that are cut into chunks already, for any number of connections.
///
/// A pass is one way through the file. In each the timestamps go on where those of the pass before end, and since
/// chunk headers tell the time since the message before, the bytes of all later passes are the same. So a message is
/// kept once, and again only where the first or second pass needs another header.
package struct Programme: Sendable {
    /// How messages are made of a file's tags.
    package struct Form: Hashable, Sendable {
        /// The largest payload of a chunk in bytes, 128 to 2^24-1.
        package var chunkSize: Int
        /// Whether frames of video carry the time at which they are sent, see ``Programme/stamp(_:at:)``.
        package var isStamped: Bool

        package init(chunkSize: Int = 4_096, isStamped: Bool = false) {
            self.chunkSize = chunkSize
            self.isStamped = isStamped
        }
    }

    /// A place in the first pass or a later one.
    package struct Place: Hashable, Sendable {
        package var pass = 0
        var index = 0

        package init() {}
    }

    /// One message.
    struct Item {
        /// When it is sent, in milliseconds since the pass began.
        var time: Int64
        var isStamped: Bool
        /// Where its bytes are, in the first, the second and all later passes; empty where it isn't sent.
        var wires: (Range<UInt32>, Range<UInt32>, Range<UInt32>)
    }

    /// How many bytes of a file are held in memory.
    package static let maximumFileLength: Int64 = 1 << 30
    /// What stands before the time in a stamped frame.
    package static let stampMagic = "AIRCHECK"
    /// The magic, and microseconds since 1970 as a big-endian integer.
    static let stampLength = 16
    /// Passes whose headers may differ: the first begins its chunk streams, the second follows messages that are
    /// sent once.
    static let distinctPasses = 3

    private(set) var items: [Item] = []
    /// The messages' chunks.
    package private(set) var bytes = ByteBuffer()
    /// Milliseconds from the beginning of a pass to that of the next, at least 1.
    package private(set) var duration: Int64 = 1

    /// Reads a file and cuts its messages into chunks.
    package init(_ file: any ByteSource, form: Form = Form()) throws(ProgrammeError) {
        var tags: [FileTag] = []
        var reader = try FileTags(file)
        while let tag = try reader.next() {
            if tag.body.readableBytes > 0, tag.role != .endOfSequence { tags.append(tag) }
        }
        guard tags.contains(where: { $0.role == .frame }),
            let earliest = tags.filter({ $0.kind != .scriptData }).map(\.time).min()
        else { throw .empty }
        duration = Self.duration(of: tags, from: earliest)
        items = tags.map { tag in
            Item(time: max(0, tag.time - earliest), isStamped: false, wires: (0..<0, 0..<0, 0..<0))
        }
        let isRepeated = Self.repeated(tags)
        bytes.reserveCapacity(Int(file.byteCount) + Int(file.byteCount) / form.chunkSize * 2)
        var writer = ChunkWriter()
        var setting = ByteBuffer()
        writer.setChunkSize(form.chunkSize, into: &setting)
        for pass in 0..<Self.distinctPasses {
            for (index, tag) in tags.enumerated() where pass == 0 || isRepeated[index] {
                var message = Self.message(of: tag)
                if form.isStamped, tag.kind == .video, tag.role == .frame {
                    items[index].isStamped = Self.prepareStamp(in: &message.payload, chunkSize: form.chunkSize)
                }
                message.timestamp = UInt32(truncatingIfNeeded: tag.time + Int64(pass) * duration)
                var wire = ByteBuffer()
                writer.write(message, chunkStreamID: Self.chunkStreamID(tag.kind), into: &wire)
                keep(wire, of: index, in: pass)
            }
        }
    }

    /// From the earliest frame to the end of that which ends last, each kind's last frame being as long as its others
    /// are on the average, and a lone one 40 ms.
    private static func duration(of tags: [FileTag], from earliest: Int64) -> Int64 {
        var end = earliest + 1
        for kind in [TagHeader.Kind.video, .audio] {
            let times = tags.lazy.filter { $0.kind == kind && $0.role == .frame }.map(\.time)
            guard let first = times.min(), let last = times.max() else { continue }
            let count = Int64(times.count)
            let frame = count > 1 ? (last - first + (count - 1) / 2) / (count - 1) : 40
            end = max(end, last + max(1, frame))
        }
        // What is no frame has its time, too, and none to last.
        return max(end, (tags.map(\.time).max() ?? 0) + 1) - earliest
    }

    /// Which tags later passes have: all but metadata, and configurations that are in force by then.
    private static func repeated(_ tags: [FileTag]) -> [Bool] {
        var inForce: [TagHeader.Kind: ByteBuffer] = [:]
        for tag in tags where tag.role == .configuration { inForce[tag.kind] = tag.body }
        return tags.map { tag in
            switch tag.role {
            case .configuration:
                defer { inForce[tag.kind] = tag.body }
                return inForce[tag.kind] != tag.body
            case .metadata: return false
            case .frame, .other, .endOfSequence: return true
            }
        }
    }

    /// One for each kind, so that times on it never go back.
    private static func chunkStreamID(_ kind: TagHeader.Kind) -> UInt32 {
        switch kind {
        case .audio: 4
        case .scriptData: 5
        case .video: 6
        }
    }

    private static func message(of tag: FileTag) -> Message {
        var payload = tag.body
        if tag.role == .metadata {
            payload = DataMessage("@setDataFrame").message(streamID: 1).payload
            payload.writeImmutableBuffer(tag.body)
        }
        let type: MessageType =
            switch tag.kind {
            case .video: .video
            case .audio: .audio
            case .scriptData: .dataAMF0
            }
        return Message(type, streamID: 1, payload: payload)
    }

    /// Writes the magic into the last bytes of a frame, if they all are in its last chunk; the time follows when the
    /// frame is sent.
    private static func prepareStamp(in payload: inout ByteBuffer, chunkSize: Int) -> Bool {
        let inLastChunk = (payload.readableBytes - 1) % chunkSize + 1
        // Leaves a frame's headers alone.
        guard inLastChunk >= stampLength, payload.readableBytes >= 4 * stampLength else { return false }
        payload.setString(stampMagic, at: payload.writerIndex - stampLength)
        return true
    }

    /// Keeps a message's chunks, once where two passes have the same.
    private mutating func keep(_ wire: ByteBuffer, of index: Int, in pass: Int) {
        let before =
            switch pass {
            case 1: items[index].wires.0
            case 2: items[index].wires.1
            default: 0..<0 as Range<UInt32>
            }
        var range = before
        if bytes.getSlice(at: Int(before.lowerBound), length: before.count) != wire {
            range = UInt32(bytes.writerIndex)..<UInt32(bytes.writerIndex + wire.readableBytes)
            bytes.writeImmutableBuffer(wire)
        }
        switch pass {
        case 0: items[index].wires.0 = range
        case 1: items[index].wires.1 = range
        default: items[index].wires.2 = range
        }
    }
}

extension Programme {
    /// When the message there is sent, in milliseconds since the first pass began.
    package func time(at place: Place) -> Int64 {
        items[place.index].time + Int64(place.pass) * duration
    }

    /// Where in ``bytes`` the message's chunks are.
    package func wire(at place: Place) -> Range<Int> {
        let wires = items[place.index].wires
        let range =
            switch place.pass {
            case 0: wires.0
            case 1: wires.1
            default: wires.2
            }
        return Int(range.lowerBound)..<Int(range.upperBound)
    }

    /// Goes to the next message, if need be of the next pass.
    package func advance(_ place: inout Place) {
        repeat {
            place.index += 1
            if place.index == items.count {
                place.index = 0
                place.pass += 1
            }
        } while wire(at: place).isEmpty
    }

    /// Writes what connections have of their own into the message there: the message stream where its header tells
    /// that, and into a stamped frame the time, in microseconds since 1970.
    package mutating func address(_ place: Place, streamID: UInt32, microseconds: UInt64) {
        let wire = wire(at: place)
        // A full header: format 0, 1 byte of chunk stream, 7 of time, length and type (RTMP 1.0, 5.3.1.2.1).
        if let first = bytes.getInteger(at: wire.lowerBound, as: UInt8.self), first >> 6 == 0 {
            bytes.setInteger(streamID, at: wire.lowerBound + 8, endianness: .little)
        }
        if items[place.index].isStamped { bytes.setInteger(microseconds, at: wire.upperBound - 8) }
    }

    /// Whether the message there tells when it was sent.
    package func isStamped(_ place: Place) -> Bool { items[place.index].isStamped }
}
