// SPDX-License-Identifier: Apache-2.0

// The same comparison without a line of ours: ffmpeg 9 reads what was pushed and what was recorded.

extension MatrixCell {
    /// Whether other programs look at the recordings, too: of our own publisher, for each codec and format.
    var isCrossChecked: Bool {
        self.publisher == .aircheck && (self.scenario == .plain || self.scenario == .bFrames)
    }

    /// What ffmpeg finds different in a recording, and mp3val wrong.
    func crossCheck(_ recording: MatrixRecording, in format: MatrixFormat) async throws -> [String] {
        guard let path = recording.path else { return [] }
        var differences: [String] = []
        if format == .mp3 {
            let report = try await Tool.output(of: Programs.mp3val, [path])
            // That there is no ID3 tag is no fault.
            differences += report.split(separator: "\n").map(String.init).filter { line in
                (line.hasPrefix("WARNING") || line.hasPrefix("ERROR"))
                    && !line.hasSuffix("No supported tags in the file")
            }
            if self.pair.audio.isTranscodedToMP3 { return differences }
        }
        let folder = try TemporaryFolder()
        let pushed = folder.path + "/pushed.flv"
        // The same pictures in tags that ffmpeg reads.
        let video = self.pair.video == .legacyHEVC ? .hevc : self.pair.video
        let source = try await MatrixSource(CodecPair(video: video, audio: self.pair.audio), self.scenario)
        try FLVFile.write(source.tags.map(\.tag), to: pushed)
        let wanted = try await self.list(pushed)
        let found = try await self.list(path)
        let audio = SourceTrack(coding: self.pair.audio)
        if found.videoHashes != (format.isAudio ? [] : wanted.videoHashes) {
            differences.append("other video to ffmpeg")
        }
        if found.audioHashes != (audio.isHeld(by: format) ? wanted.audioHashes : []) {
            differences.append("other audio to ffmpeg")
        }
        return differences
    }

    private func list(_ path: String) async throws -> PacketList {
        let video =
            switch self.pair.video {
            case .hevc, .legacyHEVC: "hevc_mp4toannexb,filter_units=remove_types=32-35"
            case .av1: "av1_metadata=td=remove"
            case .vp9: "null"
            case _: "h264_mp4toannexb,filter_units=remove_types=7-9"
            }
        let isAAC = self.pair.audio == .aac || self.pair.audio == .aac71 || self.pair.audio == .heAAC
        return try await PacketList(
            of: path, program: Programs.newFFmpeg, video: video, audio: isAAC ? "aac_adtstoasc" : "null")
    }
}
