// SPDX-License-Identifier: Apache-2.0

import Testing

/// A program that reads recordings and says what it finds wrong.
///
/// What a program can't read, and its remarks that are no faults, stand here, each with the reason.
enum Reader: String, CaseIterable, Sendable {
    case inspect = "aircheck inspect"
    /// 5.1, which doesn't know Enhanced RTMP's tags in FLV.
    case ffprobe
    /// 8.1.
    case newFFprobe = "ffprobe 8"
    /// Of release 9 there is no package with ffprobe: ffmpeg reads with the same libraries.
    case ffmpeg = "ffmpeg 9"
    /// Reads MPEG-TS and MP4 strictly and packs them anew.
    case packager = "Shaka Packager"
    case mediainfo
    /// Knows the FLV of 2008.
    case flvmeta
    case mp3val

    /// Whether it is a reader of such files.
    func reads(_ recording: Recording) -> Bool {
        switch self {
        case .inspect, .newFFprobe, .ffmpeg, .mediainfo: true
        case .ffprobe: !recording.isEnhanced
        case .packager: recording.isKnownToPackager
        case .flvmeta: recording.format == .flv && !recording.isEnhanced
        case .mp3val: recording.format == .mp3
        }
    }

    /// What it says that isn't on the list of things that are no faults.
    func complaints(about recording: Recording) async throws -> [String] {
        let tolerated = self.tolerated(in: recording)
        var complaints: [String] = []
        for (program, arguments) in try self.runs(on: recording) {
            let run = try await Tool.run(program, arguments)
            if !run.isSuccess { complaints.append("\(program) ended with \(run.status)") }
            let said = self.usesOutput ? run.output + run.errors : run.errors
            complaints += said.split(separator: "\n").map(String.init).filter { line in
                !tolerated.contains { line.contains($0) }
            }
        }
        return complaints
    }

    /// Whether what it prints are remarks, and not the contents of the file.
    private var usesOutput: Bool { [.flvmeta, .mp3val].contains(self) }

    private func runs(on recording: Recording) throws -> [(program: String, arguments: [String])] {
        // A segment of fragmented MP4 is nothing without its initialization.
        let files = [recording.path] + (recording.isFragmented ? [] : recording.segmentPaths)
        let show = ["-v", "warning", "-show_streams", "-show_packets", "-of", "compact"]
        switch self {
        case .inspect: return [(Programs.aircheck, ["inspect", recording.path])]
        case .ffprobe: return files.map { (Programs.ffprobe, show + [$0]) }
        case .newFFprobe: return files.map { (Programs.newFFprobe, show + [$0]) }
        case .ffmpeg:
            return [
                (
                    Programs.newFFmpeg,
                    ["-v", "warning", "-i", recording.path, "-map", "0", "-c", "copy", "-f", "null", "-"]
                )
            ]
        case .packager:
            let file = try recording.joined()
            let tracks = [("video", recording.videoCodec), ("audio", recording.audioCodec)].filter { $0.1 != nil }
            return [
                (Programs.packager, ["--quiet"] + tracks.map { "in=\(file),stream=\($0.0),output=\(file).\($0.0).mp4" })
            ]
        case .mediainfo: return []
        case .flvmeta: return [(Programs.flvmeta, ["--check", recording.path])]
        case .mp3val: return [(Programs.mp3val, [recording.path])]
        }
    }

    /// Remarks that are no faults.
    private func tolerated(in recording: Recording) -> [String] {
        switch self {
        case .inspect, .mediainfo: []
        // A stream of ADTS frames has no place that tells how long it is.
        case .ffprobe, .newFFprobe, .ffmpeg: recording.format == .aac ? ["Estimating duration from bitrate"] : []
        case .packager:
            // It wants an edit list for B-frames in the initialization, where HLS plays by presentation times.
            (recording.isFragmented ? ["Seeing non-zero composition offset", "Adjusting timestamps by"] : [])
                // GStreamer's flvmux cuts decode times below zero, so the first come twice; they stay as they are sent.
                + (recording.packets.repeatsDecodeTimes ? ["less than or equal to previous dts 900000"] : [])
        case .flvmeta:
            [
                // It takes a kilobit for 1,024 bits, counts the headers of a sequence and its end among the frames and
                // keyframes, and takes a sound's rate from bits that say 44,100 of all AAC. Where keyframes are is
                // checked by FLVTests.
                "W80062: videodatarate", "W80062: audiodatarate", "W80062: framerate", "W80062: audiosamplerate",
                "W81071", "W81075",
                // A file without video, and G.711, are worth a word to it.
                "W11006", "W60079", "W51028: audio format 7", "W51028: audio format 8",
                "0 error(s), ",
            ]
        // Its report, and that we write no ID3 tags.
        case .mp3val: ["Analyzing file", "No supported tags in the file", "INFO: ", "Done!"]
        }
    }
}

extension Recording {
    /// Whether an FLV file has tags that are younger than FLV 10.1.
    var isEnhanced: Bool {
        let old: Set<String?> = [nil, "h264", "aac", "mp3", "pcm_alaw", "pcm_mulaw"]
        return self.format == .flv && !(old.contains(self.videoCodec) && old.contains(self.audioCodec))
    }

    /// Whether Shaka Packager can read it.
    ///
    /// It takes no MP3, and of a transport stream the tracks that its first table names: AC-3 is announced by its
    /// first frame, which comes after that. E-AC-3 it knows in MP4 alone.
    fileprivate var isKnownToPackager: Bool {
        switch self.format {
        case .hls where !self.isFragmented: [nil, "aac"].contains(self.audioCodec)
        case .hls, .mp4: self.audioCodec != "mp3"
        case .flv, .aac, .mp3: false
        }
    }

    /// Fails the test unless every reader of the format reads every file without a word.
    func expectClean(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for reader in Reader.allCases where reader.reads(self) {
            let complaints = try await reader.complaints(about: self)
            #expect(complaints == [], "\(reader.rawValue) on \(self.path)", sourceLocation: sourceLocation)
        }
        try await MediaInfoReport(of: self).expectAgreement(with: self, sourceLocation: sourceLocation)
        if self.format == .hls { self.expectRules(sourceLocation: sourceLocation) }
    }

    /// The rules of a finished playlist that need no reader of media.
    private func expectRules(sourceLocation: SourceLocation) {
        #expect(self.playlist.hasSuffix("#EXT-X-ENDLIST\n"), sourceLocation: sourceLocation)
        #expect(self.playlist.contains("#EXT-X-PLAYLIST-TYPE:VOD\n"), sourceLocation: sourceLocation)
        let lengths = self.values(of: "EXTINF").compactMap { Double($0.dropLast()) }
        let target = self.values(of: "EXT-X-TARGETDURATION").first.flatMap { Double($0) } ?? 0
        #expect(lengths.count == self.segmentPaths.count, sourceLocation: sourceLocation)
        #expect(lengths.allSatisfy { $0.rounded() <= target }, sourceLocation: sourceLocation)
        #expect(
            abs(lengths.reduce(0, +) - (self.duration ?? 0)) < 0.1, "EXTINF adds up", sourceLocation: sourceLocation)
    }
}
