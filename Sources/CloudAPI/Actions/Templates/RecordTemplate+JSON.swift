// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

extension RecordTemplate {
    /// `RecordTemplateInfo`: formats that are absent are written too, disabled (reference: recording-api, 6.7).
    package var json: JSONValue {
        var object: JSONObject = [
            "TemplateId": .integer(id), "TemplateName": .string(name), "Description": .string(description),
        ]
        for (name, format) in TemplateParameters.formatNames {
            object.members.append(.init(name: name, value: (formats[format] ?? FormatSettings()).json))
        }
        let rest: JSONObject = [
            "IsDelayLive": isDelayLive.number,
            "HlsSpecialParam": .object(["FlowContinueDuration": .integer(flowContinueDuration)]),
            "RemoveWatermark": .boolean(removesWatermark), "CosStore": storesToCOS.number,
            "FlvSpecialParam": .object(["UploadInRecording": .boolean(uploadsInRecording)]),
        ]
        object.members += rest.members
        return .object(object)
    }
}

extension FormatSettings {
    /// `RecordParam`.
    fileprivate var json: JSONValue {
        .object([
            "RecordInterval": .integer(recordInterval), "StorageTime": .integer(storageTime),
            "Enable": isEnabled.number, "VodSubAppId": .integer(vodSubAppID), "VodFileName": .string(vodFileName),
            "Procedure": .string(procedure), "StorageMode": .string(storageMode), "ClassId": .integer(classID),
            "CosBucketName": .string(cosBucketName), "CosBucketRegion": .string(cosBucketRegion),
            "CosBucketPath": .string(cosBucketPath),
        ])
    }
}
