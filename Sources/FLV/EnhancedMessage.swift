// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Which part of an Enhanced RTMP message belongs to which track.
struct EnhancedTrack {
    /// 0 unless the message is a multitrack one.
    var identifier: UInt8
    var fourCC: FourCC
    var body: ByteBuffer
}

/// What follows the first byte of an Enhanced RTMP audio or video message (Enhanced RTMP v2, "ExAudioTagHeader"
/// and "ExVideoTagHeader"), without the meaning of its bodies.
struct EnhancedMessage {
    /// AvMultitrackType.
    private enum Layout: UInt8 {
        case oneTrack = 0
        case manyTracks = 1
        case manyTracksManyCodecs = 2
    }

    /// AudioPacketType or VideoPacketType: what all bodies of the message hold.
    private(set) var packetType: UInt8
    /// What modifiers add to the message's time, exact to the nanosecond.
    private(set) var timeOffset = MediaTime.zero
    private var layout: Layout?
    private var fourCC: FourCC?
    private var bytes: ByteBuffer

    private static let modifier: UInt8 = 7
    private static let timestampOffsetNano: UInt8 = 0

    /// Reads the modifiers that stand before the packet type.
    init(packetType: UInt8, _ bytes: ByteBuffer) throws(FLVError) {
        self.packetType = packetType
        self.bytes = bytes
        while self.packetType == Self.modifier { try readModifier() }
    }

    private mutating func readModifier() throws(FLVError) {
        guard var size = bytes.readInteger(as: UInt8.self).map({ Int($0) + 1 }) else { throw .truncated }
        if size == 256 {
            guard let long = bytes.readInteger(as: UInt16.self) else { throw .truncated }
            size = Int(long) + 1
        }
        guard var data = bytes.readSlice(length: size), let types = bytes.readInteger(as: UInt8.self) else {
            throw .truncated
        }
        packetType = types & 0xF
        // Other modifiers may come; their data is told apart by its size.
        guard types >> 4 == Self.timestampOffsetNano else { return }
        guard let nanoseconds = data.readUInt24() else { throw .invalid(field: "timestampOffsetNano") }
        timeOffset = timeOffset + MediaTime(nanoseconds: Int64(nanoseconds))
    }

    /// Reads how tracks are laid out, where `multitrack` is the packet type that announces several, and the codec.
    mutating func readLayout(multitrack: UInt8) throws(FLVError) {
        if packetType == multitrack {
            guard let types = bytes.readInteger(as: UInt8.self) else { throw .truncated }
            guard let layout = Layout(rawValue: types >> 4) else { throw .invalid(field: "AvMultitrackType") }
            packetType = types & 0xF
            guard packetType != multitrack, packetType != Self.modifier else { throw .invalid(field: "PacketType") }
            self.layout = layout
        }
        if layout != .manyTracksManyCodecs { fourCC = try readFourCC() }
    }

    /// The next track's part; nil at the end.
    mutating func next() throws(FLVError) -> EnhancedTrack? {
        guard let layout else {
            // The whole rest, once, also when there is nothing of it.
            defer { fourCC = nil }
            return fourCC.map { EnhancedTrack(identifier: 0, fourCC: $0, body: bytes) }
        }
        guard bytes.readableBytes > 0 else { return nil }
        let fourCC = if let fourCC { fourCC } else { try readFourCC() }
        guard let identifier = bytes.readInteger(as: UInt8.self) else { throw .truncated }
        var size = bytes.readableBytes
        if layout != .oneTrack {
            guard let told = bytes.readUInt24() else { throw .truncated }
            size = Int(told)
        }
        guard let body = bytes.readSlice(length: size) else { throw .truncated }
        return EnhancedTrack(identifier: identifier, fourCC: fourCC, body: body)
    }

    private mutating func readFourCC() throws(FLVError) -> FourCC {
        guard let code = bytes.readInteger(as: UInt32.self) else { throw .truncated }
        return FourCC(rawValue: code)
    }
}
