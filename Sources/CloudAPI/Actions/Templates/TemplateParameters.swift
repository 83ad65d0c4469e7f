// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// The parameters that making a template and changing one have in common; absent ones change nothing.
package struct TemplateParameters: Hashable, Sendable {
    /// Bytes; the document gives them for callback templates only.
    private static let maximumNameLength = 255
    private static let maximumDescriptionLength = 1_024
    /// Seconds (reference: recording-api, 6.1).
    private static let maximumFlowContinueDuration: UInt64 = 1_800

    /// What the values have to keep to.
    static let limits =
        [
            "`TemplateName` has at most \(maximumNameLength) bytes: Chinese characters, letters, digits, `_` and `-`.",
            "`Description` has at most \(maximumDescriptionLength) bytes.",
            "`FlowContinueDuration` is at most \(maximumFlowContinueDuration) seconds; 0 does not splice.",
        ] + RecordParameters.limits

    /// The parameter of each format.
    static let formatNames: KeyValuePairs<String, RecordingFormat> = [
        "FlvParam": .flv, "HlsParam": .hls, "Mp4Param": .mp4, "AacParam": .aac, "Mp3Param": .mp3,
    ]

    private let templateName: String?
    private let description: String?
    private let formats: [RecordingFormat: RecordParameters]
    private let flowContinueDuration: UInt64?
    private let removesWatermark: Bool?
    private let uploadsInRecording: Bool?

    /// Takes what it knows; the caller has taken `TemplateName` where it must be given.
    package init(_ parameters: inout Parameters, templateName: String?) throws(APIFault) {
        self.templateName = templateName
        description = try parameters.string("Description")
        var formats: [RecordingFormat: RecordParameters] = [:]
        for (name, format) in Self.formatNames {
            formats[format] = try parameters.object(name) { (members) throws(APIFault) in
                try RecordParameters(&members, name: name, format: format)
            }
        }
        self.formats = formats
        flowContinueDuration =
            try parameters.object("HlsSpecialParam") { (members) throws(APIFault) -> UInt64? in
                try members.integer("FlowContinueDuration")
            } ?? nil
        removesWatermark = try parameters.boolean("RemoveWatermark")
        uploadsInRecording =
            try parameters.object("FlvSpecialParam") { (members) throws(APIFault) -> Bool? in
                try members.boolean("UploadInRecording")
            } ?? nil
    }

    /// What is to change, when its values are as documented; throws `InvalidParameter` and its kin.
    package func checked() throws(APIFault) -> TemplateChange {
        if let templateName { try check(templateName: templateName) }
        guard (description ?? "").utf8.count <= Self.maximumDescriptionLength else {
            throw APIFault(
                .invalidParameter, "Description is longer than \(Self.maximumDescriptionLength) bytes.")
        }
        if let flowContinueDuration { try check(flowContinueDuration: flowContinueDuration) }
        var change = TemplateChange()
        for (_, format) in Self.formatNames {
            change.formats[format] = try formats[format]?.checked()
        }
        change.name = templateName
        change.description = description
        change.flowContinueDuration = flowContinueDuration.map { Int64($0) }
        change.removesWatermark = removesWatermark
        change.uploadsInRecording = uploadsInRecording
        return change
    }

    private func check(templateName: String) throws(APIFault) {
        guard templateName.isTemplateName, templateName.utf8.count <= Self.maximumNameLength else {
            throw .value(
                templateName.prefix(64), of: "TemplateName", code: .invalidParameter,
                rule: "Chinese characters, letters, digits, `_` and `-` are allowed.")
        }
    }

    private func check(flowContinueDuration: UInt64) throws(APIFault) {
        guard flowContinueDuration <= Self.maximumFlowContinueDuration else {
            throw .value(
                flowContinueDuration, of: "HlsSpecialParam.FlowContinueDuration",
                rule: "It must be 0 to \(Self.maximumFlowContinueDuration).")
        }
    }
}

/// What is to change of a template; nil and absent formats stay as they are.
package struct TemplateChange: Hashable, Sendable {
    package var name: String?
    package var description: String?
    package var formats: [RecordingFormat: FormatSettings] = [:]
    package var flowContinueDuration: Int64?
    package var removesWatermark: Bool?
    package var uploadsInRecording: Bool?

    package init() {}

    /// Changes a template; the settings of a format are replaced as a whole.
    package func apply(to template: inout RecordTemplate) {
        template.name = name ?? template.name
        template.description = description ?? template.description
        template.formats.merge(formats) { $1 }
        template.flowContinueDuration = flowContinueDuration ?? template.flowContinueDuration
        template.removesWatermark = removesWatermark ?? template.removesWatermark
        template.uploadsInRecording = uploadsInRecording ?? template.uploadsInRecording
    }
}
