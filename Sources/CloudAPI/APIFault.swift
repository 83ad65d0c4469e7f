// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// What a caller did wrong, or met with: the `Error` of an answer.
package struct APIFault: Error, Hashable, Sendable {
    package var code: ErrorCode
    /// For people; clients go by the code.
    package var message: String

    package init(_ code: ErrorCode, _ message: String? = nil) {
        self.code = code
        self.message = message ?? code.sentence
    }

    /// The request's body is not the JSON that it should be.
    package init(_ fault: JSONFault) {
        switch fault {
        case .malformed(let offset):
            self.init(.invalidParameter, "The request body is not valid JSON at byte \(offset).")
        case .tooComplex:
            self.init(.invalidParameter, "The request body nests too deeply or has too many values.")
        }
    }

    /// An order was not taken.
    package init(_ refusal: OrderRefusal) {
        switch refusal {
        case .tooManyRunning: self.init(.tooManyRunningTasks)
        case .tooManyMade: self.init(.tooManyTasks)
        case .notLive: self.init(.streamNotFound)
        }
    }

    /// A required parameter is absent.
    package static func missing(_ name: String) -> APIFault {
        APIFault(.missingParameter, "The request is missing a required parameter `\(name)`.")
    }

    /// A parameter that the action does not have was given.
    package static func unknown(_ name: String) -> APIFault {
        APIFault(.unknownParameter, "The parameter `\(name)` is not recognized.")
    }

    /// A parameter has the wrong JSON type; `type` is the right one.
    package static func type(of name: String, shouldBe type: String) -> APIFault {
        APIFault(
            .invalidParameter,
            "The value type of parameter `\(name)` is not valid, input type should be `\(type)`.")
    }

    /// A parameter's value is outside what is documented; `rule` says what is asked for.
    package static func value(
        _ value: some CustomStringConvertible, of name: String, code: ErrorCode = .invalidParameterValue,
        rule: String? = nil
    ) -> APIFault {
        let sentence = "The value `\(value)` specified in the parameter `\(name)` is not valid."
        return APIFault(code, rule.map { "\(sentence) \($0)" } ?? sentence)
    }
}
