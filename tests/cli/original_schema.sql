-- A host's tables and the original's own DDL over them, as far as PostgreSQL takes it: the generated
-- column account_age_days is left out.
CREATE TABLE companies (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255),
  timezone VARCHAR(50),
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE TABLE services (
  id SERIAL PRIMARY KEY,
  company_id INTEGER REFERENCES companies(id),
  title VARCHAR(255) NOT NULL,
  price_minor INTEGER,
  active BOOLEAN DEFAULT true
);
CREATE TABLE staff (
  id SERIAL PRIMARY KEY,
  company_id INTEGER REFERENCES companies(id),
  name VARCHAR(255) NOT NULL
);
CREATE TABLE clients (
  id SERIAL PRIMARY KEY,
  company_id INTEGER REFERENCES companies(id),
  phone VARCHAR(20),
  name VARCHAR(255),
  visit_count INTEGER DEFAULT 0,
  loyalty_level VARCHAR(20),
  total_spent DECIMAL(12,2)
);
CREATE TABLE bookings (
  id SERIAL PRIMARY KEY,
  company_id INTEGER REFERENCES companies(id),
  client_id INTEGER REFERENCES clients(id),
  staff_id INTEGER REFERENCES staff(id),
  service_ids INTEGER[],
  datetime TIMESTAMP WITH TIME ZONE NOT NULL,
  status VARCHAR(20) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE TABLE service_reactivation_rules (
  id SERIAL PRIMARY KEY,
  service_id INTEGER NOT NULL REFERENCES services(id),
  company_id INTEGER NOT NULL REFERENCES companies(id),
  reactivation_interval_days INTEGER NOT NULL DEFAULT 30,
  retry_interval_days INTEGER NOT NULL DEFAULT 14,
  max_attempts INTEGER NOT NULL DEFAULT 3,
  is_active BOOLEAN NOT NULL DEFAULT true,
  discount_progression INTEGER[] DEFAULT ARRAY[10, 15, 20],
  manual_interval INTEGER,
  ai_suggested_interval INTEGER,
  calculated_avg_interval INTEGER,
  active_interval_source TEXT CHECK (active_interval_source IN
    ('manual', 'historical', 'ai', 'default')),
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  last_optimized_at TIMESTAMP WITH TIME ZONE,
  UNIQUE(service_id, company_id)
);
CREATE INDEX idx_service_reactivation_company ON service_reactivation_rules(company_id);
CREATE INDEX idx_service_reactivation_active ON service_reactivation_rules(is_active);

CREATE TABLE reactivation_campaigns (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id INTEGER NOT NULL REFERENCES companies(id),
  client_phone VARCHAR(20) NOT NULL,
  client_id INTEGER REFERENCES clients(id),
  service_id INTEGER REFERENCES services(id),
  attempt_number INTEGER NOT NULL DEFAULT 1,
  sent_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
  message_text TEXT NOT NULL,
  discount_offered INTEGER,
  slots_offered JSONB,
  ai_prompt_used TEXT,
  ai_generation_time_ms INTEGER,
  personalization_data JSONB,
  response_received_at TIMESTAMP WITH TIME ZONE,
  response_type TEXT CHECK (response_type IN
    ('positive', 'negative', 'neutral', 'no_response', 'booking_created')),
  response_text TEXT,
  booking_created BOOLEAN DEFAULT false,
  booking_id INTEGER REFERENCES bookings(id),
  conversion_time_hours INTEGER,
  response_time_hours INTEGER,
  next_attempt_scheduled_at TIMESTAMP WITH TIME ZONE,
  is_campaign_completed BOOLEAN DEFAULT false,
  completion_reason TEXT CHECK (completion_reason IN
    ('converted', 'max_attempts', 'opted_out', 'cancelled')),
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_campaigns_phone ON reactivation_campaigns(client_phone);
CREATE INDEX idx_campaigns_company ON reactivation_campaigns(company_id);
CREATE INDEX idx_campaigns_sent_at ON reactivation_campaigns(sent_at);
CREATE INDEX idx_campaigns_next_attempt ON reactivation_campaigns(next_attempt_scheduled_at);
CREATE INDEX idx_campaigns_response_type ON reactivation_campaigns(response_type);

CREATE TABLE whatsapp_account_health (
  id SERIAL PRIMARY KEY,
  company_id INTEGER NOT NULL UNIQUE REFERENCES companies(id),
  account_created_at TIMESTAMP WITH TIME ZONE,
  warmup_level TEXT NOT NULL DEFAULT 'cold' CHECK (warmup_level IN ('cold', 'warm', 'hot')),
  daily_outbound_limit INTEGER NOT NULL DEFAULT 20,
  hourly_outbound_limit INTEGER NOT NULL DEFAULT 5,
  concurrent_limit INTEGER NOT NULL DEFAULT 2,
  current_daily_sent INTEGER DEFAULT 0,
  current_hourly_sent INTEGER DEFAULT 0,
  last_message_sent_at TIMESTAMP WITH TIME ZONE,
  last_daily_reset_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  last_hourly_reset_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  spam_score DECIMAL(3,2) DEFAULT 0.0 CHECK (spam_score BETWEEN 0 AND 1),
  last_ban_date TIMESTAMP WITH TIME ZONE,
  ban_count INTEGER DEFAULT 0,
  last_incident_date TIMESTAMP WITH TIME ZONE,
  last_incident_type TEXT,
  safe_sending_hours JSONB DEFAULT '{"start": 10, "end": 19}'::jsonb,
  safe_sending_days INTEGER[] DEFAULT ARRAY[1,2,3,4,5],
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_wa_health_company ON whatsapp_account_health(company_id);
CREATE INDEX idx_wa_health_warmup ON whatsapp_account_health(warmup_level);

CREATE TABLE reactivation_settings (
  id SERIAL PRIMARY KEY,
  company_id INTEGER NOT NULL UNIQUE REFERENCES companies(id),
  enabled BOOLEAN NOT NULL DEFAULT true,
  tone TEXT DEFAULT 'friendly' CHECK (tone IN ('friendly', 'professional', 'casual')),
  daily_limit_mode TEXT DEFAULT 'auto' CHECK (daily_limit_mode IN ('auto', 'manual')),
  manual_daily_limit INTEGER,
  sending_hours JSONB DEFAULT '{"start": 10, "end": 19}'::jsonb,
  sending_days INTEGER[] DEFAULT ARRAY[1,2,3,4,5],
  notify_admin_on_low_conversion BOOLEAN DEFAULT true,
  conversion_threshold DECIMAL(3,2) DEFAULT 0.15,
  admin_notification_chat_id VARCHAR(50),
  include_slots_in_message BOOLEAN DEFAULT true,
  max_slots_to_offer INTEGER DEFAULT 3,
  prefer_favorite_staff BOOLEAN DEFAULT true,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);
CREATE INDEX idx_reactivation_settings_company ON reactivation_settings(company_id);

ALTER TABLE clients ADD COLUMN IF NOT EXISTS reactivation_opt_out BOOLEAN DEFAULT false;
ALTER TABLE clients ADD COLUMN IF NOT EXISTS opt_out_reason TEXT;
ALTER TABLE clients ADD COLUMN IF NOT EXISTS opt_out_date TIMESTAMP WITH TIME ZONE;
ALTER TABLE clients ADD COLUMN IF NOT EXISTS last_reactivation_sent TIMESTAMP WITH TIME ZONE;
ALTER TABLE clients ADD COLUMN IF NOT EXISTS reactivation_attempts_count INTEGER DEFAULT 0;
ALTER TABLE clients ADD COLUMN IF NOT EXISTS preferred_time_period TEXT
  CHECK (preferred_time_period IN ('morning', 'afternoon', 'evening'));
ALTER TABLE clients ADD COLUMN IF NOT EXISTS preferred_days INTEGER[];
ALTER TABLE clients ADD COLUMN IF NOT EXISTS preference_confidence DECIMAL(3,2);
CREATE INDEX idx_clients_opt_out ON clients(reactivation_opt_out);
CREATE INDEX idx_clients_last_reactivation ON clients(last_reactivation_sent);
