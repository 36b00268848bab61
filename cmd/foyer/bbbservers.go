package main

import (
	"fmt"
	"os"

	"foyer/guestserver"
)

// servers reads the list of BigBlueButton servers, if there is one.
func (s *settings) servers() ([]guestserver.BBBServer, error) {
	if s.bbbServers == "" {
		return nil, nil
	}
	file, err := os.Open(s.bbbServers)
	if err != nil {
		return nil, fmt.Errorf("--bbb-servers cannot be read: %w", err)
	}
	defer file.Close()
	servers, err := guestserver.ReadBBBServers(file)
	if err != nil {
		return nil, fmt.Errorf("--bbb-servers %s: %w", s.bbbServers, err)
	}
	return servers, nil
}
