package bbb

import (
	"reflect"
	"time"
)

// Kind is what the value of a parameter looks like.
type Kind string

// The kinds of parameters.
const (
	KindText Kind = "text"
	// KindBool is true or false.
	KindBool Kind = "true or false"
	// KindNumber is a whole number that is not negative.
	KindNumber Kind = "a number"
	// KindMinutes is the same, of minutes.
	KindMinutes Kind = "a number of minutes"
	// KindList is names with commas between them.
	KindList Kind = "a list with commas"
	// KindJSON is JSON.
	KindJSON Kind = "JSON"
)

// Prefixes of parameters that have names of the caller's own.
const (
	MetaPrefix     = "meta_"
	PluginPrefix   = "plugin_"
	UserDataPrefix = "userdata-"
)

// CreateParameters returns the parameters of create by their names in the API. Beside them there are those with MetaPrefix and
// PluginPrefix.
func CreateParameters() map[string]Kind {
	kinds := map[string]Kind{"pluginManifests": KindJSON, "groups": KindJSON}
	addKinds(kinds, reflect.TypeFor[CreateParams]())
	return kinds
}

// JoinParameters returns the parameters of join by their names in the API. Beside them there are those with UserDataPrefix.
func JoinParameters() map[string]Kind {
	kinds := map[string]Kind{}
	addKinds(kinds, reflect.TypeFor[JoinParams]())
	return kinds
}

// addKinds adds the fields of a struct that have a tag, and those of structs inside it.
func addKinds(kinds map[string]Kind, t reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, tagged := field.Tag.Lookup("bbb")
		switch {
		case tagged:
			kinds[name] = kindOfType(field.Type)
		case field.Type.Kind() == reflect.Struct:
			addKinds(kinds, field.Type)
		}
	}
}

func kindOfType(t reflect.Type) Kind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return KindMinutes
	case t.Kind() == reflect.Bool:
		return KindBool
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return KindNumber
	case t.Kind() == reflect.Slice:
		return KindList
	}
	return KindText
}
