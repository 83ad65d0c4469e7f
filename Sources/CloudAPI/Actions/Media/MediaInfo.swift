// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

/// Describes a recorded file as `vod` does (reference: companion-api, section 8).
package struct MediaInfo: Sendable {
    package let file: RecordedFile
    private let facts: MediaFigures
    private let publicURL: String
    private let url: String

    package init(file: RecordedFile, publicURL: String) {
        self.file = file
        facts = MediaFigures(file)
        self.publicURL = publicURL
        url = file.url(base: publicURL)
    }

    /// `MediaInfo` of the document; a section that was not asked for, or that recordings do not have, is null.
    package func json(_ sections: Set<MediaSection>) -> JSONValue {
        .object([
            "FileId": .string(file.id),
            "BasicInfo": sections.contains(.basicInfo) ? basicInfo : .null,
            "MetaData": sections.contains(.metaData) ? metaData : .null,
            "TranscodeInfo": sections.contains(.transcodeInfo) ? transcodeInfo : .null,
            "AnimatedGraphicsInfo": .null, "SampleSnapshotInfo": .null, "ImageSpriteInfo": .null,
            "SnapshotByTimeOffsetInfo": .null,
            "KeyFrameDescInfo": sections.contains(.keyFrameDescInfo) ? keyFrameDescInfo : .null,
            "AdaptiveDynamicStreamingInfo": .null, "MiniProgramReviewInfo": .null,
            "SubtitleInfo": sections.contains(.subtitleInfo) ? subtitleInfo : .null,
            "ReviewInfo": .null, "MPSAiMediaInfo": .null,
            "ImageUnderstandingInfo": .null, "KnowledgeBasesInfo": .null, "FaceRecognitionInfo": .null,
        ])
    }

    private var basicInfo: JSONValue {
        .object([
            "Name": .string(file.title), "Description": .string(file.notes.description),
            "CreateTime": .string(APITime.text(file.created)),
            "UpdateTime": .string(APITime.text(file.notes.updated ?? file.created)),
            "ExpireTime": .string(file.notes.expires.map(APITime.text) ?? APITime.never),
            "ClassId": .integer(file.notes.classID), "ClassName": .string(className), "ClassPath": .string(className),
            "CoverUrl": .string(coverURL), "Type": .string(facts.type), "MediaUrl": .string(url),
            "SourceInfo": sourceInfo,
            "StorageRegion": "", "StoragePath": .string("/\(file.path)"), "TagSet": .strings(file.notes.tags),
            "Vid": .string(file.id), "Category": .string(facts.category), "Status": "Normal",
            "StorageClass": "STANDARD",
        ])
    }

    /// Only the category of what has none is known here.
    private var className: String { file.notes.classID == 0 ? "其他" : "" }

    /// The push URL stands here without its query, which holds the secrets of the push.
    private var sourceInfo: JSONValue {
        let key = file.publication.key
        return .object([
            "SourceType": "Record", "SourceContext": .string("rtmp://\(key)"),
            "LiveRecordInfo": .object([
                "Domain": .string(key.domain), "Path": .string(key.application), "StreamId": .string(key.stream),
                "RecordStartTime": .string(APITime.text(file.facts.begun)),
                "RecordEndTime": .string(APITime.text(file.facts.ended)),
            ]),
            "TrtcRecordInfo": .null, "WebPageRecordInfo": .null,
        ])
    }

    private var metaData: JSONValue {
        .object([
            "Size": .integer(file.size), "Container": .string(facts.container), "Bitrate": .integer(facts.bitrate),
            "Height": .integer(facts.height), "Width": .integer(facts.width), "Duration": .float(facts.duration),
            "Rotate": 0, "VideoStreamSet": .list(videoStreams), "AudioStreamSet": .list(audioStreams),
            "VideoDuration": .float(facts.video?.duration ?? 0), "AudioDuration": .float(facts.audio?.duration ?? 0),
            "Md5": "",
        ])
    }

    /// Definition 0 is the file as it was recorded.
    private var transcodeInfo: JSONValue {
        .object([
            "TranscodeSet": .list([
                .object([
                    "Url": .string(url), "Definition": 0, "Bitrate": .integer(facts.bitrate),
                    "Height": .integer(facts.height), "Width": .integer(facts.width), "Size": .integer(file.size),
                    "Duration": .float(facts.duration), "Md5": "", "Container": .string(facts.container),
                    "VideoStreamSet": .list(videoStreams), "AudioStreamSet": .list(audioStreams),
                    "DigitalWatermarkType": "None", "CopyRightWatermarkText": "", "BlindWatermarkDefinition": .null,
                    "FileId": .null,
                ])
            ])
        ])
    }

    private var coverURL: String {
        file.notes.cover.map { MediaURL(base: publicURL, path: file.path(ofAttachment: $0)).text } ?? ""
    }

    private var keyFrameDescInfo: JSONValue {
        guard !file.notes.marks.isEmpty else { return .null }
        let marks = file.notes.marks.map {
            JSONValue.object(["TimeOffset": .float($0.offset), "Content": .string($0.content)])
        }
        return .object(["KeyFrameDescSet": .list(marks)])
    }

    private var subtitleInfo: JSONValue {
        guard !file.notes.subtitles.isEmpty else { return .null }
        let subtitles = file.notes.subtitles.map { $0.json(of: file, publicURL: publicURL) }
        return .object(["SubtitleSet": .list(subtitles)])
    }

    private var videoStreams: [JSONValue] {
        guard let video = facts.video else { return [] }
        return [
            .object([
                "Bitrate": .integer(video.bitrate), "Height": .integer(facts.height), "Width": .integer(facts.width),
                "Codec": .string(video.codec), "Fps": .integer(video.frameRate), "CodecTag": "",
                "DynamicRangeInfo": .object(["Type": "SDR", "HDRType": ""]),
            ])
        ]
    }

    private var audioStreams: [JSONValue] {
        guard let audio = facts.audio else { return [] }
        return [
            .object([
                "Bitrate": .integer(audio.bitrate), "SamplingRate": .integer(facts.samplingRate),
                "Codec": .string(audio.codec),
            ])
        ]
    }
}
