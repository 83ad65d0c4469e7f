// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

/// The parameters of one format of a template as they were sent: `RecordParam` (reference: recording-api, 6.2).
package struct RecordParameters: Hashable, Sendable {
    /// The parameter's name, for messages.
    private let name: String
    private let format: RecordingFormat
    private let enable: Int64?
    private let settings: FormatSettings

    /// Takes the members of `FlvParam` and its kin.
    package init(_ parameters: inout Parameters, name: String, format: RecordingFormat) throws(APIFault) {
        self.name = name
        self.format = format
        enable = try parameters.integer("Enable")
        var settings = FormatSettings()
        settings.recordInterval = try parameters.integer("RecordInterval") ?? settings.recordInterval
        settings.storageTime = try parameters.integer("StorageTime") ?? settings.storageTime
        settings.vodSubAppID = try parameters.integer("VodSubAppId") ?? settings.vodSubAppID
        settings.vodFileName = try parameters.string("VodFileName") ?? settings.vodFileName
        settings.procedure = try parameters.string("Procedure") ?? settings.procedure
        settings.storageMode = try parameters.string("StorageMode") ?? settings.storageMode
        settings.classID = try parameters.integer("ClassId") ?? settings.classID
        settings.cosBucketName = try parameters.string("CosBucketName") ?? settings.cosBucketName
        settings.cosBucketRegion = try parameters.string("CosBucketRegion") ?? settings.cosBucketRegion
        settings.cosBucketPath = try parameters.string("CosBucketPath") ?? settings.cosBucketPath
        self.settings = settings
    }

    /// The settings, when their values are as documented; throws `InvalidParameterValue` and its kin.
    package func checked() throws(APIFault) -> FormatSettings {
        var settings = settings
        settings.isEnabled = try enable.isOn("\(name).Enable")
        try check(settings.storageTime, in: 0...Self.maximumStorageTime, "StorageTime")
        if settings.storageMode.isEmpty { settings.storageMode = FormatSettings().storageMode }
        guard ["normal", "cold"].contains(settings.storageMode) else {
            throw .value(settings.storageMode.prefix(64), of: "\(name).StorageMode")
        }
        try checkTexts(settings)
        guard settings.isEnabled else { return settings }
        if let intervals = Self.intervals(of: format) {
            try check(settings.recordInterval, in: intervals, "RecordInterval")
        }
        return settings
    }

    /// What the values have to keep to.
    static let limits = [
        "`RecordInterval` of FLV and MP4 is \(text(intervals(of: .flv))) seconds, of AAC and MP3 "
            + "\(text(intervals(of: .aac))); HLS ignores it.",
        "`StorageTime` is at most \(maximumStorageTime) seconds; 0 is for ever.",
        "`StorageMode` is normal or cold.",
        "`VodFileName` has the documented placeholders only; `CosBucketPath` begins with `/`.",
        "Each text has at most \(maximumTextLength) bytes.",
    ]

    private static func text(_ range: ClosedRange<Int64>?) -> String {
        range.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "any"
    }

    /// Seconds: 1,500 days.
    private static let maximumStorageTime: Int64 = 1_500 * 24 * 3_600
    /// Bytes of a text, so that templates do not grow without bound.
    private static let maximumTextLength = 1_024

    /// What the editions of the document allow between them; an HLS recording is one file, whatever the interval.
    private static func intervals(of format: RecordingFormat) -> ClosedRange<Int64>? {
        switch format {
        case .flv, .mp4: 30...43_200
        case .aac, .mp3: 30...7_200
        case .hls: nil
        }
    }

    private func check(_ value: Int64, in range: ClosedRange<Int64>, _ member: String) throws(APIFault) {
        guard range.contains(value) else {
            throw .value(
                value, of: "\(name).\(member)", rule: "It must be \(range.lowerBound) to \(range.upperBound).")
        }
    }

    /// An empty pattern stands for the default one.
    private func checkFileName(_ pattern: String) throws(APIFault) {
        guard !pattern.isEmpty else { return }
        do {
            _ = try FileNamePattern(pattern)
        } catch {
            let reason =
                switch error {
                case .empty: "It is empty."
                case .unbalancedBraces: "A brace lacks its partner."
                case .unknownPlaceholder(let name): "`{\(name)}` stands for nothing."
                }
            throw .value(pattern, of: "\(name).VodFileName", code: .invalidVodFileName, rule: reason)
        }
    }

    private func checkTexts(_ settings: FormatSettings) throws(APIFault) {
        let texts = [
            ("VodFileName", settings.vodFileName), ("Procedure", settings.procedure),
            ("CosBucketName", settings.cosBucketName), ("CosBucketRegion", settings.cosBucketRegion),
            ("CosBucketPath", settings.cosBucketPath),
        ]
        for (member, text) in texts where text.utf8.count > Self.maximumTextLength {
            throw APIFault(
                .invalidParameterValue, "`\(name).\(member)` is longer than \(Self.maximumTextLength) bytes.")
        }
        try checkFileName(settings.vodFileName)
        guard settings.cosBucketPath.isEmpty || settings.cosBucketPath.hasPrefix("/") else {
            throw .value(settings.cosBucketPath, of: "\(name).CosBucketPath", rule: "It must begin with `/`.")
        }
    }
}
