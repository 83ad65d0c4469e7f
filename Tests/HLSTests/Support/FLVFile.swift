// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// As much of an FLV file as a test needs: H.264 and AAC as ffmpeg writes them (FLV 10.1, annex E).
struct FLVFile {
    private(set) var events: [MediaEvent] = []

    init(_ bytes: ByteBuffer) throws {
        var bytes = bytes
        bytes.moveReaderIndex(forwardBy: 9 + 4)
        while let kind = bytes.readInteger(as: UInt8.self), let length = bytes.readUInt24(),
            let low = bytes.readUInt24(), let high = bytes.readInteger(as: UInt8.self), bytes.readUInt24() != nil,
            var body = bytes.readSlice(length: Int(length)), bytes.readInteger(as: UInt32.self) != nil
        {
            let time = MediaTime.milliseconds(Int64(Int32(bitPattern: UInt32(high) << 24 | low)))
            switch kind {
            case 8: try readAudio(&body, time)
            case 9: try readVideo(&body, time)
            default: continue
            }
        }
    }

    private mutating func readAudio(_ body: inout ByteBuffer, _ time: MediaTime) throws {
        guard let (_, type) = body.readMultipleIntegers(as: (UInt8, UInt8).self) else { return }
        if type == 0 {
            events.append(.track(Track(configuration: .aac(try AudioSpecificConfig(bytes: body)))))
        } else if body.readableBytes > 0 {
            events.append(.packet(MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: body)))
        }
    }

    private mutating func readVideo(_ body: inout ByteBuffer, _ time: MediaTime) throws {
        guard let (frame, type) = body.readMultipleIntegers(as: (UInt8, UInt8).self), let offset = body.readInt24()
        else { return }
        switch type {
        case 0:
            events.append(.track(Track(configuration: .avc(try AVCDecoderConfiguration(record: body)))))
        case 1:
            events.append(
                .packet(
                    MediaPacket(
                        kind: .video, decodeTime: time, compositionOffset: .milliseconds(Int64(offset)),
                        isKeyframe: frame >> 4 == 1, payload: body)))
        default:
            break  // The end of the sequence.
        }
    }
}
