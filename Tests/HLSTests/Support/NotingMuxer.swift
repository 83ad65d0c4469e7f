// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Writes down what it is told: `S` a start, `C` a change, `E` an end, `K` keyframes, `v` other frames and `a`
/// audio with their milliseconds.
struct NotingMuxer: SegmentMuxer {
    enum Failure: Error, Hashable {
        case refused
    }

    /// A NAL unit that begins with this byte is refused.
    static let poison: UInt8 = 0xEE

    static func holds(_ configuration: CodecConfiguration) -> Bool { true }

    var pathExtension: String { "ts" }

    var initialization: ByteBuffer { ByteBuffer() }

    func canChange(to track: Track) -> Bool { true }

    mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(Failure) {
        bytes.writeString("S\(tracks.count) ")
    }

    mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(Failure) {
        guard packet.payload.readableBytesView.dropFirst(4).first != Self.poison else { throw .refused }
        let kind = packet.kind == .audio ? "a" : packet.isKeyframe ? "K" : "v"
        bytes.writeString("\(kind)\(packet.decodeTime.milliseconds) ")
    }

    mutating func change(_ track: Track, at time: MediaTime, into bytes: inout ByteBuffer) throws(Failure) {
        bytes.writeString("C ")
    }

    mutating func finish(into bytes: inout ByteBuffer) throws(Failure) -> [Patch] {
        bytes.writeString("E")
        return []
    }

    static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment? { nil }
}
