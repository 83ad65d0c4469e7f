// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing
import Transcoding

/// AAC and Opus as publishers send them, and what is heard of the MP3 that becomes of it.
///
/// These tests need libavcodec and libmp3lame, which Debian's ffmpeg brings along.
@Suite(
    "MP3 transcoder", .enabled(if: EncodedAudio.isPossible, EncodedAudio.missing), .timeLimit(.minutes(30)))
struct MP3TranscoderTests {
    private let libraries: TranscodingLibraries

    init() throws {
        libraries = try TranscodingLibraries()
    }

    private func transcribe(
        _ configuration: CodecConfiguration, _ packets: [MediaPacket]
    ) throws -> (transcript: Transcript, damaged: Int) {
        let transcoder = try MP3Transcoder(input: configuration, libraries: libraries)
        var transcript = Transcript()
        for packet in packets { transcript.append(try transcoder.transcode(packet)) }
        transcript.append(try transcoder.finish())
        return (transcript, transcoder.damagedPackets)
    }

    @Test(
        "each rate and count of channels has its MP3, which plays as long and sounds the same",
        arguments: [
            (44_100, 2, 44_100), (48_000, 1, 48_000), (32_000, 2, 32_000), (22_050, 2, 44_100), (16_000, 1, 32_000),
            (24_000, 2, 48_000), (96_000, 2, 48_000), (88_200, 1, 44_100), (8_000, 1, 32_000), (48_000, 6, 48_000),
            (44_100, 8, 44_100),
        ])
    func aac(rate: Int, channels: Int, outputRate: Int) throws {
        let source = try EncodedAudio.aac(rate: rate, channels: channels)
        let packets = source.packets(samples: 1_024, rate: rate)
        let (transcript, damaged) = try transcribe(source.configuration, packets)
        #expect(damaged == 0)
        let track = try #require(transcript.tracks.first)
        #expect(transcript.tracks.count == 1)
        #expect(track.sampleRate == outputRate && track.channelCount == min(2, channels))
        try check(transcript, seconds: Double(packets.count * 1_024) / Double(rate))
        // The tones of the outer left and right speaker, each on its side.
        let heard = try transcript.heard()
        try #require(heard[0].count > 2 * outputRate)
        for (side, plane) in heard.enumerated() {
            let tone = Double(300 + 200 * side)
            let middle = Array(plane[outputRate..<2 * outputRate])
            #expect(middle.level(of: tone, rate: outputRate) > (channels > 2 ? 0.08 : 0.28))
            #expect(middle.level(of: Double(500 - 200 * side), rate: outputRate) < 0.02)
        }
    }

    @Test("Opus becomes MP3 of 48 kHz", arguments: [1, 2, 6])
    func opus(channels: Int) throws {
        let source = try EncodedAudio.opus(channels: channels)
        let packets = source.packets(samples: 960, rate: 48_000)
        let (transcript, damaged) = try transcribe(source.configuration, packets)
        #expect(damaged == 0)
        let track = try #require(transcript.tracks.first)
        #expect(track.sampleRate == 48_000 && track.channelCount == min(2, channels))
        try check(transcript, seconds: Double(packets.count) * 0.02)
        let heard = try transcript.heard()[0]
        try #require(heard.count > 96_000)
        #expect(Array(heard[48_000..<96_000]).level(of: 300, rate: 48_000) > (channels > 2 ? 0.08 : 0.28))
    }

    /// Whole frames of constant size without reservoir, one after another, as long as the input and at most two
    /// frames more.
    private func check(_ transcript: Transcript, seconds: Double) throws {
        let rate = try #require(transcript.tracks.first).sampleRate
        let frameLength = 1_152 / Double(rate)
        let length = Double(transcript.packets.count) * frameLength
        #expect((seconds..<seconds + 2.5 * frameLength).contains(length), "\(length) of \(seconds)")
        let errors = transcript.packets.enumerated().map { index, packet in
            let time = Double(packet.decodeTime.nanoseconds - 100_000_000_000) / 1_000_000_000
            return abs(time - Double(index) * frameLength)
        }
        #expect(errors.allSatisfy { $0 < 0.000_001 })
        #expect(transcript.packets.allSatisfy { $0.mainDataBegin == 0 })
    }

    @Test("sound comes 1,105 samples late, less than a frame")
    func delay() throws {
        let source = try EncodedAudio.aac(rate: 44_100, channels: 1)
        let (transcript, _) = try transcribe(source.configuration, source.packets(samples: 1_024, rate: 44_100))
        let heard = try transcript.heard()[0]
        var adts = ByteBuffer()
        guard case .aac(let configuration) = source.configuration else { return }
        for payload in source.payloads {
            try ADTSHeader.write(config: configuration, payloadLength: payload.readableBytes, into: &adts)
            adts.writeImmutableBuffer(payload)
        }
        let original = try decodedByFFmpeg(adts, channels: 1)[0]
        try #require(min(original.count, heard.count) > 4_000)
        // The beginning of the tone is where the two are found to be alike.
        let differences = (0..<2_304).map { delay in
            (500..<1_500).reduce(0) { $0 + abs(original[$1] - heard[$1 + delay]) }
        }
        #expect(differences.firstIndex(of: try #require(differences.min())) == 1_105)
    }

    /// One silent frame of 2,048 samples at 44.1 kHz with SBR, as libfdk_aac makes it.
    private static let highEfficiencyFrame =
        "01402280a34ee680ba080000001c06f1c10a" + String(repeating: "5a", count: 40) + "5e"

    @Test("HE-AAC is decoded at its full rate, signalled or not", arguments: ["2b8a0800", "1388", "138856e5a0"])
    func highEfficiency(configuration: String) throws {
        let payload = try ByteBuffer(plainHexEncodedBytes: Self.highEfficiencyFrame)
        let source = EncodedAudio(
            configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: configuration))),
            payloads: [ByteBuffer](repeating: payload, count: 100))
        let (transcript, damaged) = try transcribe(
            source.configuration, source.packets(samples: 2_048, rate: 44_100))
        #expect(damaged == 0)
        #expect(transcript.tracks.map(\.sampleRate) == [44_100])
        try check(transcript, seconds: 204_800.0 / 44_100)
    }

    @Test("a damaged packet is counted and becomes silence of the same length", arguments: [0, 50])
    func damaged(position: Int) throws {
        var source = try EncodedAudio.aac(rate: 48_000, channels: 2)
        for index in position..<position + 10 {
            source.payloads[index] =
                index % 3 == 0 ? ByteBuffer() : ByteBuffer(repeating: 0xA5, count: source.payloads[index].readableBytes)
        }
        let (transcript, damaged) = try transcribe(
            source.configuration, source.packets(samples: 1_024, rate: 48_000))
        #expect(damaged == 10)
        try check(transcript, seconds: Double(source.payloads.count * 1_024) / 48_000)
        let heard = try transcript.heard()[0]
        let middle = (position + 4) * 1_024 + 1_105
        try #require(heard.count > middle + 2_048)
        #expect(heard[middle..<middle + 2_048].allSatisfy { abs($0) < 0.01 })
    }

    @Test("a hole of two seconds is filled with silence; behind one of five the times step")
    func holes() throws {
        let source = try EncodedAudio.aac(rate: 48_000, channels: 1)
        var packets = source.packets(samples: 1_024, rate: 48_000)
        for index in 100..<packets.count { packets[index].decodeTime = packets[index].decodeTime + .seconds(2) }
        let seconds = Double(packets.count * 1_024) / 48_000
        let (filled, _) = try transcribe(source.configuration, packets)
        try check(filled, seconds: seconds + 2)
        let heard = try filled.heard()[0]
        try #require(heard.count > 48_000 * 4)
        #expect(heard[48_000 * 5 / 2..<48_000 * 4].allSatisfy { abs($0) < 0.01 })

        for index in 100..<packets.count { packets[index].decodeTime = packets[index].decodeTime + .seconds(3) }
        let (stepped, _) = try transcribe(source.configuration, packets)
        let steps = zip(stepped.packets, stepped.packets.dropFirst()).map {
            ($1.decodeTime - $0.decodeTime).milliseconds
        }
        #expect(steps.filter { $0 == 24 }.count == steps.count - 1)
        #expect(steps.max().map { abs($0 - 5_024) <= 1 } == true)
        #expect(abs(Double(stepped.packets.count) * 0.024 - seconds) < 0.06)
    }

    @Test("another configuration in mid-stream doesn't change the MP3")
    func changes() throws {
        let sources = try [(44_100, 2), (48_000, 1), (44_100, 6)].map {
            try EncodedAudio.aac(rate: $0, channels: $1)
        }
        let transcoder = try MP3Transcoder(input: sources[0].configuration, libraries: libraries)
        var transcript = Transcript()
        var end = MediaTime.seconds(100)
        var seconds = 0.0
        for (source, rate) in zip(sources, [44_100, 48_000, 44_100]) {
            if seconds > 0 { transcript.append(try transcoder.change(to: source.configuration)) }
            for packet in source.packets(samples: 1_024, rate: rate, from: end) {
                transcript.append(try transcoder.transcode(packet))
            }
            end = end + .milliseconds(Int64(source.payloads.count * 1_024 * 1_000 / rate))
            seconds += Double(source.payloads.count * 1_024) / Double(rate)
        }
        transcript.append(try transcoder.finish())
        #expect(transcript.tracks.map { [$0.sampleRate, $0.channelCount] } == [[44_100, 2]])
        #expect(transcript.packets.allSatisfy { (try? MPEGAudioFrameHeader($0.payload))?.sampleRate == 44_100 })
        // Each encoder ends with a frame filled up.
        #expect(abs(Double(transcript.packets.count) * 1_152 / 44_100 - seconds) < 0.2)
        // The mono tone is heard on both sides.
        let heard = try transcript.heard()
        try #require(heard[0].count > 44_100 * 5)
        for plane in heard {
            #expect(Array(plane[44_100 * 4..<44_100 * 5]).level(of: 300, rate: 44_100) > 0.28)
        }
    }

    @Test("what can't be decoded is refused")
    func refuses() throws {
        let frame = ByteBuffer(integer: 0xFFFB_9000 as UInt32)
        let mp3 = CodecConfiguration.mp3(try MPEGAudioConfiguration(frame: frame))
        #expect(throws: TranscodingError.unsupported(mp3)) { try MP3Transcoder(input: mp3, libraries: libraries) }
        // TwinVQ, which libavcodec doesn't decode.
        let other = CodecConfiguration.aac(try AudioSpecificConfig(bytes: ByteBuffer(bytes: [0x3A, 0x10])))
        #expect(throws: TranscodingError.unsupported(other)) { try MP3Transcoder(input: other, libraries: libraries) }
    }

    @Test("the file is whole to mp3val", .enabled(if: ForeignProgram.areInstalled("mp3val"), "mp3val is missing"))
    func file() throws {
        let source = try EncodedAudio.aac(rate: 44_100, channels: 2)
        let (transcript, _) = try transcribe(source.configuration, source.packets(samples: 1_024, rate: 44_100))
        try ForeignProgram.withFolder { folder in
            let path = folder.appendingPathComponent("a.mp3").path
            try Data(transcript.file().readableBytesView).write(to: URL(fileURLWithPath: path))
            let report = try ForeignProgram.run("mp3val", [path])
            #expect(report.contains("\(transcript.packets.count + 1) MPEG frames (MPEG 1 Layer III), no tags, CBR"))
            #expect(report.components(separatedBy: "WARNING").count == 2 && !report.contains("ERROR"), "\(report)")
            #expect(try ForeignProgram.run("ffmpeg", ["-v", "warning", "-i", path, "-f", "null", "-"]) == "")
        }
    }
}

extension MediaPacket {
    /// How far back a frame's data begins: the first nine bits of the side information.
    fileprivate var mainDataBegin: UInt16? {
        payload.getInteger(at: payload.readerIndex + MPEGAudioFrameHeader.length, as: UInt16.self).map { $0 >> 7 }
    }
}
