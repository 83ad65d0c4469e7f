// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

/// Every action that is served, held against the official machine-readable description.
@Suite("Conformance with the official description")
struct ConformanceTests {
    /// What recordings in the library never have, so that the inside of it can't be compared, and why.
    private static let absent: [String: String] = {
        let processing = [
            "AnimatedGraphicsInfo", "SampleSnapshotInfo", "ImageSpriteInfo", "SnapshotByTimeOffsetInfo",
            "AdaptiveDynamicStreamingInfo", "MPSAiMediaInfo", "ImageUnderstandingInfo", "KnowledgeBasesInfo",
            "FaceRecognitionInfo", "MiniProgramReviewInfo", "ReviewInfo",
        ]
        let reasons = [
            "TrtcRecordInfo": "the source is a live stream", "WebPageRecordInfo": "the source is a live stream",
            "BlindWatermarkDefinition": "files have no watermark",
            "FileId": "the file of a definition is the recording itself",
        ]
        return reasons.merging(processing.map { ($0, "media are not processed") }) { $1 }
    }()

    private static let names = ActionTable.actions.map { $0.definition.name }

    private func action(_ name: String) throws -> any Action.Type {
        try #require(ActionTable.actions.first { $0.definition.name == name })
    }

    /// The calls of an action that are carried out, with all documented places that they use.
    private func served(_ action: any Action.Type) throws -> [(parameters: JSONObject, places: [ParameterPlace])] {
        let service = try OfficialService.of(action)
        let documented = try service.declarations(of: service.input(of: action))
        return ConformanceCall.of(action).map { ($0.parameters, ParameterPlace.all(in: $0.parameters, of: documented)) }
    }

    @Test("takes exactly the documented parameters, with their types and whether they are required", arguments: names)
    func parameters(name: String) throws {
        let action = try action(name)
        let service = try OfficialService.of(action)
        let documented = try service.declarations(of: service.input(of: action))
        #expect(action.parameters.sorted() == documented.sorted())
    }

    @Test("accepts every documented parameter, also numbers and truth values as texts", arguments: names)
    func accepts(name: String) async throws {
        let action = try action(name)
        let service = try OfficialService.of(action)
        let documented = try service.declarations(of: service.input(of: action))
        let calls = ConformanceCall.of(action)
        let used = calls.flatMap { ParameterPlace.all(in: $0.parameters, of: documented) }
        // Nothing documented is left out of the calls, whatever it stands in.
        #expect(Set(used.map(\.typedName)) == Set(documented.flatMap { $0.typedNames() }))
        for call in calls {
            let places = ParameterPlace.all(in: call.parameters, of: documented)
            for parameters in [call.parameters, call.parameters.withTexts(at: places)] {
                let answer = try await ConformanceWorld().call(action, parameters)
                #expect(answer.code == nil, "\(answer.message ?? "")")
            }
        }
    }

    @Test("refuses every parameter of a wrong type, and names it", arguments: names)
    func wrongTypes(name: String) async throws {
        let action = try action(name)
        let world = try await ConformanceWorld()
        for call in try served(action) {
            for place in call.places {
                for value in place.wrongValues {
                    let answer = try await world.call(action, call.parameters.replacing(place.path, with: value))
                    #expect(answer.code == "InvalidParameter", "\(place.name) = \(value.text)")
                    #expect(answer.message?.contains("`\(place.name)`") == true, "\(answer.message ?? "")")
                }
            }
        }
    }

    @Test("misses the required parameters, and no others", arguments: names)
    func required(name: String) async throws {
        let action = try action(name)
        for call in try served(action) {
            for place in call.places where !place.isElement {
                for value in [nil, JSONValue.null] {
                    let world = try await ConformanceWorld()
                    let answer = try await world.call(action, call.parameters.replacing(place.path, with: value))
                    #expect(
                        (answer.code == "MissingParameter") == place.isRequired, "\(place.name) \(answer.code ?? "")")
                    guard place.isRequired else { continue }
                    #expect(answer.message?.contains("`\(place.name)`") == true, "\(answer.message ?? "")")
                }
            }
        }
    }

    @Test("refuses parameters that are not documented, at every depth", arguments: names)
    func undocumented(name: String) async throws {
        let action = try action(name)
        let world = try await ConformanceWorld()
        for call in try served(action) {
            let objects = [[]] + call.places.filter(\.isObject).map(\.path)
            for path in objects {
                // Names are case-sensitive.
                for extra in [
                    "Nonsense", call.places.first { $0.path.count == path.count + 1 }?.path.last?.lowercased(),
                ] {
                    guard let extra else { continue }
                    let answer = try await world.call(action, call.parameters.replacing(path + [extra], with: 1))
                    #expect(answer.code == "UnknownParameter", "\(path) \(extra)")
                    let wanted = (path + [extra]).joined(separator: ".")
                    #expect(answer.message?.contains("`\(wanted)`") == true, "\(answer.message ?? "")")
                }
            }
        }
    }

    @Test("answers with exactly the documented members, each with its type", arguments: names)
    func answers(name: String) async throws {
        let action = try action(name)
        let service = try OfficialService.of(action)
        let call = try #require(ConformanceCall.of(action).first)
        let answer = try await ConformanceWorld().call(action, call.parameters)
        var check = AnswerCheck(service: service)
        try check.check(answer.response, members: service.output(of: action), at: [])
        #expect(check.faults == [])
        for path in check.skipped {
            // Nothing but what a table names, with a reason, may stay empty: the live service leaves nothing out.
            let reason = Self.absent[path.last ?? ""]
            #expect(reason != nil && action.definition.service == .vod, "\(path) is empty")
            print("conformance skips \(name) \(path.joined(separator: ".")): \(reason ?? "")")
        }
    }
}
