// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks over the transport packets of a segment that `TSMuxer` wrote.
struct WrittenPackets {
    /// What a transport packet says of the PES packet that it holds a piece of.
    struct Packet {
        /// What begins with the piece.
        struct Unit {
            /// Ticks of 90 kHz, 33 bits of them.
            var decodeTime: Int64
            /// Bytes of the PES header.
            var headerLength: Int
            /// Bytes behind it; nil where they aren't told.
            var length: Int?
        }

        /// Nil of what isn't a track's.
        var kind: MediaKind?
        var startsUnit: Bool
        var isStuffed: Bool
        var isRandomAccess = false
        /// Bytes of the piece.
        var byteCount: Int
        /// Nil where none begins, or none that we write.
        var unit: Unit?
    }

    private let segment: any ByteSource
    /// Where the next packet begins.
    private(set) var offset: Int64 = 0
    private var ahead = ByteBuffer()

    /// Bytes that are read at once.
    private static let windowLength = 348 * PacketHeader.packetLength

    init(_ segment: any ByteSource) {
        self.segment = segment
    }

    /// The next packet; nil where it isn't whole or none.
    mutating func next() -> Packet? {
        if ahead.readableBytes < PacketHeader.packetLength {
            let count = min(Int64(Self.windowLength), segment.byteCount - offset)
            guard count >= Int64(PacketHeader.packetLength),
                let window = segment.read(at: offset, count: Int(count))
            else { return nil }
            ahead = window
        }
        guard let bytes = ahead.readSlice(length: PacketHeader.packetLength), let packet = Packet(bytes) else {
            return nil
        }
        offset += Int64(PacketHeader.packetLength)
        return packet
    }
}

extension WrittenPackets.Packet {
    fileprivate init?(_ bytes: ByteBuffer) {
        var rest = bytes
        guard let word = rest.readInteger(as: UInt32.self), word >> 24 == 0x47 else { return nil }
        switch PacketIdentifier(rawValue: UInt16(word >> 8 & 0x1FFF)) {
        case .video: kind = .video
        case .audio: kind = .audio
        case .programAssociation, .programMap: kind = nil
        case nil: return nil
        }
        startsUnit = word & 1 << 22 != 0
        isStuffed = word & 1 << 5 != 0
        if isStuffed {
            guard let length = rest.readInteger(as: UInt8.self), var field = rest.readSlice(length: Int(length)) else {
                return nil
            }
            isRandomAccess = field.readInteger(as: UInt8.self).map { $0 & 0x40 != 0 } ?? false
        }
        byteCount = word & 1 << 4 != 0 ? rest.readableBytes : 0
        if startsUnit, kind != nil, byteCount > 0 { unit = Unit(rest) }
    }
}

extension WrittenPackets.Packet.Unit {
    /// Reads the header that `PESHeader` writes.
    fileprivate init?(_ bytes: ByteBuffer) {
        var rest = bytes
        guard let start = rest.readInteger(as: UInt32.self), start >> 8 == 1,
            let (following, _, flags, headerLength) = rest.readMultipleIntegers(
                as: (UInt16, UInt8, UInt8, UInt8).self),
            let fields = rest.readSlice(length: Int(headerLength)),
            // The decode time, where there is one, comes last.
            let time = Self.time(fields, at: flags & 0x40 == 0 ? 0 : 5), flags & 0x80 != 0
        else { return nil }
        decodeTime = time
        self.headerLength = 9 + Int(headerLength)
        length = following == 0 ? nil : Int(following) - 3 - Int(headerLength)
    }

    private static func time(_ fields: ByteBuffer, at offset: Int) -> Int64? {
        let index = fields.readerIndex + offset
        guard let high = fields.getInteger(at: index, as: UInt8.self),
            let middle = fields.getInteger(at: index + 1, as: UInt16.self),
            let low = fields.getInteger(at: index + 3, as: UInt16.self)
        else { return nil }
        return Int64(high >> 1 & 7) << 30 | Int64(middle >> 1) << 15 | Int64(low >> 1)
    }
}
