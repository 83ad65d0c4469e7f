// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
import Media
import NIOCore
import RTMP
import RecordingTesting

/// What comes over the wire: chunks, AMF, tags.
extension FuzzTarget {
    static let wire = [chunks, amf0, amf3, tags]

    private static let limits = RTMPLimits(messageLength: 1 << 14, bufferedBytes: 1 << 15, chunkStreams: 16)

    private static let chunks = FuzzTarget(
        name: "chunks", samples: { [try chunkSample(), try chunkSample(size: 4_096)] }
    ) {
        bytes, mutator in
        var whole = ChunkReader(limits: limits)
        whole.append(ByteBuffer(bytes: bytes))
        let (messages, error) = try messages(of: &whole, from: bytes.count)
        for message in messages { try read(message) }
        // Where the network cuts the bytes makes no difference.
        var pieces = ChunkReader(limits: limits)
        var rest = ByteBuffer(bytes: bytes)
        var (received, failure): ([Message], RTMPError?) = ([], nil)
        while failure == nil, rest.readableBytes > 0 {
            let length = min(rest.readableBytes, mutator.pieceLength())
            pieces.append(rest.readSlice(length: length) ?? ByteBuffer())
            let (more, error) = try Self.messages(of: &pieces, from: bytes.count)
            received += more
            failure = error
            let held = pieces.bufferedBytes
            try FuzzFinding.require(failure != nil || held <= limits.bufferedBytes + length, "holds \(held) bytes")
        }
        // A message that comes in pieces is held until it is whole, and that is limited; one that is whole is not.
        if failure == .tooManyBufferedBytes, messages.starts(with: received) { return }
        try FuzzFinding.require(
            received == messages && failure == error,
            "\(received.count) messages and \(String(describing: failure)) in pieces, "
                + "\(messages.count) and \(String(describing: error)) at once")
    }

    private static func messages(of reader: inout ChunkReader, from count: Int) throws -> ([Message], RTMPError?) {
        var messages: [Message] = []
        do throws(RTMPError) {
            while let message = try reader.next() {
                messages.append(message)
                if messages.count > count { break }
            }
        } catch {
            return (messages, error)
        }
        try FuzzFinding.require(messages.count <= count, "more messages than bytes")
        return (messages, nil)
    }

    /// Reads a message as each of those that it may be.
    private static func read(_ message: Message) throws {
        if let command = try? Command(message) { _ = command.message() }
        _ = try? DataMessage(message)
        _ = try? UserControl(message)
        _ = try? ProtocolControl(message)
        var aggregate = AggregateReader(message)
        var count = 0
        while (try? aggregate.next()) != nil {
            count += 1
            try FuzzFinding.require(count <= message.payload.readableBytes, "an aggregate without end")
        }
    }

    private static func chunkSample(size: Int? = nil) throws -> [UInt8] {
        var (bytes, writer) = (ByteBuffer(), ChunkWriter())
        if let size { writer.setChunkSize(size, into: &bytes) }
        writer.write(
            Command("connect", transactionID: 1, .object([AMFProperty("app", .string("live"))])).message(),
            chunkStreamID: 3, into: &bytes)
        writer.write(DataMessage("onMetaData", .number(1)).message(streamID: 1), chunkStreamID: 4, into: &bytes)
        for time in [0, 40, 0xFF_FFFF, 0x100_0010] as [UInt32] {
            let payload = ByteBuffer(repeating: 0x27, count: 300)
            writer.write(
                Message(.video, streamID: 1, timestamp: time, payload: payload), chunkStreamID: 6, into: &bytes)
        }
        var aggregate = ByteBuffer()
        for tag in try tagSamples().prefix(2) {
            aggregate.writeFLVTagHeader(TagHeader(kind: .video, dataSize: tag.count - 1, timestamp: 40))
            aggregate.writeBytes(tag.dropFirst())
            aggregate.writeInteger(UInt32(tag.count - 1 + TagHeader.length))
        }
        writer.write(
            Message(.aggregate, streamID: 1, timestamp: 80, payload: aggregate), chunkStreamID: 7, into: &bytes)
        return Array(bytes.readableBytesView)
    }

    private static let amf0 = FuzzTarget(
        name: "amf0",
        samples: {
            var bytes = ByteBuffer()
            bytes.writeAMF0(.string("onMetaData"))
            bytes.writeAMF0(
                .object([
                    AMFProperty("duration", .number(1.5)), AMFProperty("stereo", .boolean(true)),
                    AMFProperty("nested", .object([AMFProperty("none", .null)])),
                ]))
            // A strict array of a reference and a date, then an ECMA array and a typed object.
            let more: [UInt8] =
                [0x0A, 0, 0, 0, 2, 0x07, 0, 0, 0x0B, 0x42, 0x77, 0, 0, 0, 0, 0, 0, 0, 0]
                + [0x08, 0, 0, 0, 1, 0, 1, 0x61, 0x05, 0, 0, 9, 0x10, 0, 1, 0x54, 0, 1, 0x62, 0x06, 0, 0, 9]
                + [0x11, 0x0A, 0x05, 0x03, 0x01, 0x04, 0x01, 0x04, 0x02]
            return [Array(bytes.readableBytesView) + more, more]
        }
    ) { bytes, _ in
        var reader = AMF0Reader(ByteBuffer(bytes: bytes))
        var count = 0
        while let value = try? reader.next() {
            count += 1
            try FuzzFinding.require(count <= bytes.count, "more values than bytes")
            // What was read can be written, and then means the same.
            var (written, again) = (ByteBuffer(), ByteBuffer())
            written.writeAMF0(value)
            var second = AMF0Reader(written)
            guard let other = try? second.next() else { throw FuzzFinding(description: "can't read what was written") }
            again.writeAMF0(other)
            try FuzzFinding.require(again == written, "means another thing: \(value)")
            // References may make a little input large: by values, which are counted, not by bytes.
            if written.readableBytes > 1 << 26 { throw FuzzFinding(description: "\(written.readableBytes) bytes") }
        }
    }

    private static let amf3 = FuzzTarget(
        name: "amf3",
        samples: {
            [
                // An array of integers, a dynamic object with references, a byte array, a date, an XML document.
                [0x09, 0x05, 0x01, 0x04, 0x01, 0x04, 0x81, 0x00, 0x0A, 0x0B, 0x01, 0x03, 0x61, 0x06, 0x00, 0x01],
                [0x0A, 0x23, 0x03, 0x54, 0x03, 0x62, 0x02, 0x0A, 0x02, 0x0C, 0x05, 0x01, 0x02, 0x0B, 0x07, 0x3C],
                [0x08, 0x01, 0x42, 0x77, 0, 0, 0, 0, 0, 0, 0x05, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x06, 0x07, 0x61],
            ]
        }
    ) { bytes, _ in
        var reader = AMF3Reader(ByteBuffer(bytes: bytes))
        var count = 0
        while (try? reader.next()) != nil {
            count += 1
            try FuzzFinding.require(count <= bytes.count, "more values than bytes")
        }
    }

    private static let tags = FuzzTarget(name: "flv tags", samples: tagSamples) { bytes, _ in
        // Tags one after the other: a kind, a length of two bytes, a body.
        var (rest, decoder) = (ByteBuffer(bytes: bytes), TagDecoder())
        var (time, events): (Int64, Int) = (0, 0)
        while let kind = rest.readInteger(as: UInt8.self), rest.readableBytes > 0 {
            let body = rest.readLengthPrefixedSlice(as: UInt16.self) ?? rest
            if rest.readableBytes > 0, body.readableBytes == rest.readableBytes { rest.clear() }
            let time0 = MediaTime.milliseconds(time)
            time += 20
            let first =
                kind & 1 == 1 ? try? decoder.decodeVideo(body, at: time0) : try? decoder.decodeAudio(body, at: time0)
            events += first == nil ? 0 : 1
            while decoder.next() != nil {
                events += 1
                try FuzzFinding.require(events <= bytes.count, "more events than bytes")
            }
        }
    }

    /// Each codec's sequence header and frame, as the tags of a file have them.
    private static func tagSamples() throws -> [[UInt8]] {
        try CodecSample.all.map { sample in
            let configuration = try sample.configuration()
            let payload = try ByteBuffer(plainHexEncodedBytes: sample.frame)
            let packet = MediaPacket(kind: configuration.kind, decodeTime: .zero, isKeyframe: true, payload: payload)
            var bytes = ByteBuffer()
            var header = ByteBuffer()
            let kind: UInt8 = configuration.kind == .video ? 1 : 0
            if let record = header.writeSequenceHeader(of: configuration) {
                header.writeImmutableBuffer(record)
                bytes.writeInteger(kind)
                _ = try bytes.writeLengthPrefixed(as: UInt16.self) { $0.writeImmutableBuffer(header) }
            }
            header = ByteBuffer()
            if kind == 1 {
                try header.writeFrameHeader(of: configuration, packet)
            } else {
                header.writeFrameHeader(of: configuration)
            }
            header.writeImmutableBuffer(payload)
            bytes.writeInteger(kind)
            _ = try bytes.writeLengthPrefixed(as: UInt16.self) { $0.writeImmutableBuffer(header) }
            return Array(bytes.readableBytesView)
        }
    }
}
