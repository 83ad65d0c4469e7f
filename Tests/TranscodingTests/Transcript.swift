// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import Foundation
import Media
import NIOCore
import RecordingTesting
import Testing

/// What a transcoder put out.
struct Transcript {
    var tracks: [MPEGAudioConfiguration] = []
    var packets: [MediaPacket] = []

    mutating func append(_ events: [MediaEvent]) {
        for event in events {
            switch event {
            case .leftOut: break
            case .track(let track):
                guard case .mp3(let configuration) = track.configuration else { continue }
                tracks.append(configuration)
            case .packet(let packet):
                #expect(!tracks.isEmpty, "a packet before its track")
                packets.append(packet)
            }
        }
    }

    /// The file that a recording makes of it.
    func file() throws -> ByteBuffer {
        var muxer = MP3Muxer()
        var bytes = ByteBuffer()
        try muxer.start(
            tracks: tracks.prefix(1).map { Track(configuration: .mp3($0)) }, origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        for patch in try muxer.finish(into: &bytes) {
            bytes.setBuffer(patch.bytes, at: bytes.readerIndex + Int(patch.offset))
        }
        return bytes
    }

    /// What is heard of it: samples of each channel, as ffmpeg decodes the frames without their Xing frame.
    func heard() throws -> [[Float]] {
        var frames = ByteBuffer()
        for packet in packets { frames.writeImmutableBuffer(packet.payload) }
        return try decodedByFFmpeg(frames, channels: tracks.first?.channelCount ?? 1)
    }
}

/// Samples of each channel, decoded by ffmpeg without resampling.
func decodedByFFmpeg(_ file: ByteBuffer, channels: Int) throws -> [[Float]] {
    try ForeignProgram.withFolder { folder in
        let (input, output) = (folder.appendingPathComponent("input"), folder.appendingPathComponent("output"))
        try Data(file.readableBytesView).write(to: input)
        _ = try ForeignProgram.run("ffmpeg", ["-v", "error", "-i", input.path, "-f", "f32le", output.path])
        var samples = ByteBuffer(bytes: try Data(contentsOf: output))
        var planes = [[Float]](repeating: [], count: channels)
        while samples.readableBytes > 0 {
            for channel in 0..<channels {
                let bits = samples.readInteger(endianness: .little, as: UInt32.self)
                planes[channel].append(Float(bitPattern: try #require(bits)))
            }
        }
        return planes
    }
}

extension [Float] {
    /// How loud a tone is in it.
    func level(of frequency: Double, rate: Int) -> Float {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in enumerated() {
            let angle = 2 * Double.pi * frequency * Double(index) / Double(rate)
            real += Double(sample) * cos(angle)
            imaginary += Double(sample) * sin(angle)
        }
        return Float(2 * (real * real + imaginary * imaginary).squareRoot() / Double(Swift.max(1, count)))
    }
}
