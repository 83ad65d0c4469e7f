// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
import Media
import NIOCore
import RTMP
import RecordingTesting

/// Ten seconds of 2.5 Mbit/s: 25 pictures a second, a keyframe every two seconds, and 128 kbit/s of AAC at 44,100 Hz.
struct MadeStream {
    static let seconds: Int64 = 10
    let video: Track
    let audio: Track
    let packets: [MediaPacket]
    /// What a publisher's socket gives of it, in reads of 64 KiB, in chunks of 4,096 bytes.
    let reads: [ByteBuffer]

    init() throws {
        video = try .testVideo()
        audio = try .testAudio()
        let pictures = (0..<Self.seconds * 25).map { number in
            let isKeyframe = number.isMultiple(of: 50)
            return MediaPacket(
                kind: .video, decodeTime: .milliseconds(number * 40),
                compositionOffset: .milliseconds(number.isMultiple(of: 3) ? 80 : 40), isKeyframe: isKeyframe,
                payload: Self.nalUnit(type: isKeyframe ? 0x65 : 0x41, size: isKeyframe ? 60_000 : 10_880))
        }
        let frames = (0..<Self.seconds * 44_100 / 1_024).map { number in
            MediaPacket(
                kind: .audio, decodeTime: .samples(Int(number) * 1_024, rate: 44_100), isKeyframe: true,
                payload: ByteBuffer(repeating: 0x21, count: 371))
        }
        packets = (pictures + frames).sorted { $0.decodeTime < $1.decodeTime }
        reads = Self.reads(of: packets)
    }

    /// The packets as they come in the given round through the stream, each later than all before.
    func packet(_ number: Int) -> MediaPacket {
        var packet = packets[number % packets.count]
        packet.decodeTime = packet.decodeTime + .seconds(Self.seconds * Int64(number / packets.count))
        return packet
    }

    /// A session whose publication of the stream is accepted, and whose tracks are told.
    static func publishingSession(of stream: MadeStream) throws -> ServerSession {
        var session = ServerSession(seed: 1)
        var writer = ChunkWriter()
        // C0, C1 and C2.
        var bytes = ByteBuffer(bytes: [3])
        bytes.writeRepeatingByte(0, count: 2 * 1_536)
        let connect = Command("connect", transactionID: 1, .object([.init("app", .string("live"))]))
        writer.write(connect.message(), chunkStreamID: 3, into: &bytes)
        let publish = Command("publish", transactionID: 0, .null, .string("room"), .string("live"))
        writer.write(publish.message(streamID: 1), chunkStreamID: 3, into: &bytes)
        session.append(bytes)
        while let action = try session.next() {
            guard case .publish = action else { continue }
            use(session.accept())
            bytes.clear()
            for track in [stream.video, stream.audio] {
                var payload = ByteBuffer()
                guard var record = payload.writeSequenceHeader(of: track.configuration) else { continue }
                payload.writeBuffer(&record)
                let type = track.kind == .video ? MessageType.video : .audio
                writer.write(Message(type, streamID: 1, payload: payload), chunkStreamID: 6, into: &bytes)
            }
            session.append(bytes)
        }
        return session
    }

    private static func nalUnit(type: UInt8, size: Int) -> ByteBuffer {
        var payload = ByteBuffer()
        payload.writeInteger(UInt32(size))
        payload.writeInteger(type)
        payload.writeRepeatingByte(0x5A, count: size - 1)
        return payload
    }

    private static func reads(of packets: [MediaPacket]) -> [ByteBuffer] {
        var writer = ChunkWriter()
        var bytes = ByteBuffer()
        writer.setChunkSize(4_096, into: &bytes)
        for packet in packets {
            // Legacy FLV's headers.
            let header: [UInt8] = packet.kind == .video ? [packet.isKeyframe ? 0x17 : 0x27, 1, 0, 0, 40] : [0xAF, 1]
            var payload = ByteBuffer(bytes: header)
            payload.writeImmutableBuffer(packet.payload)
            let timestamp = UInt32(truncatingIfNeeded: packet.decodeTime.nanoseconds / 1_000_000)
            writer.write(
                Message(packet.kind == .video ? .video : .audio, streamID: 1, timestamp: timestamp, payload: payload),
                chunkStreamID: packet.kind == .video ? 6 : 4, into: &bytes)
        }
        var reads: [ByteBuffer] = []
        while let read = bytes.readSlice(length: min(65_536, bytes.readableBytes)), read.readableBytes > 0 {
            // A copy, as from a socket: slices of one buffer would share what each read has of its own.
            reads.append(ByteBuffer(bytes: read.readableBytesView))
        }
        return reads
    }
}
